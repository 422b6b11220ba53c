// Sends without reloading the page. Without this file every form still works: it is posted and the page comes back.
"use strict";

const main = document.querySelector("main");
const log = document.getElementById("log");
const notice = document.getElementById("notice");
const ask = document.querySelector("form.ask");
const question = document.getElementById("text");
const CHOICES = "form.choices";

function setBusy(busy) {
  main.setAttribute("aria-busy", String(busy));
  for (const button of main.querySelectorAll("button")) button.disabled = busy;
}

function showAnswer(html) {
  for (const old of log.querySelectorAll(CHOICES)) old.remove(); // a choice belongs to the last answer only
  log.insertAdjacentHTML("beforeend", html);
  const examples = document.querySelector("details.examples");
  if (examples) examples.open = false;
  offerPosition();
  const asked = log.querySelectorAll(".message.in");
  if (asked.length) asked[asked.length - 1].scrollIntoView({ block: "start" });
}

async function send(form, fields) {
  if (main.getAttribute("aria-busy") === "true") return;
  setBusy(true);
  notice.textContent = main.dataset.sending;
  try {
    const response = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(fields), headers: { "X-Requested-With": "fetch" },
    });
    const nextId = response.headers.get("X-Next-Message-Id");
    if (!response.ok) throw new Error((await response.text()) || main.dataset.failed);
    showAnswer(await response.text());
    for (const field of main.querySelectorAll("input[name=message_id]")) field.value = nextId;
    notice.textContent = "";
    question.value = "";
  } catch (error) {
    notice.textContent = error instanceof TypeError ? main.dataset.failed : error.message;
  }
  setBusy(false);
  question.focus({ preventScroll: true });
}

function sharePosition() {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => send(ask, {
      message_id: ask.elements.message_id.value, lat: coords.latitude.toFixed(4), lon: coords.longitude.toFixed(4),
    }),
    () => { notice.textContent = main.dataset.noPosition; question.focus(); },
    { timeout: 15000, maximumAge: 300000 },
  );
}

function offerPosition() {
  if (!navigator.geolocation || !window.isSecureContext) return;
  for (const button of main.querySelectorAll("button.share[hidden]")) {
    button.hidden = false;
    button.addEventListener("click", sharePosition);
  }
}

main.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(event.target));
  if (event.submitter && event.submitter.name) fields[event.submitter.name] = event.submitter.value;
  send(event.target, fields);
});

question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  ask.requestSubmit();
});

offerPosition();
