"""The HTTP side: serves what the channels mounted, says whether the program is well, hardens every answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from bot.channels.base import Background, Mount

MAX_BODY_BYTES = 64 * 1024
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not no-referrer: with it browsers post forms with "Origin: null", and the origin is what we check
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000"

IsWell = Callable[[], Awaitable[object]]


def build_application(mount: Mount, is_well: IsWell, is_https: bool = False) -> web.Application:
    """``is_well`` raises when the program cannot answer residents."""

    async def show_health(_: web.Request) -> web.Response:
        try:
            await is_well()
        except Exception as error:
            return web.json_response({"status": "failing", "error": type(error).__name__}, status=503)
        return web.json_response({"status": "ok"})

    async def harden(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(SECURITY_HEADERS)
        if is_https:
            response.headers["Strict-Transport-Security"] = HSTS

    app = web.Application(client_max_size=MAX_BODY_BYTES)
    app.router.add_get("/healthz", show_health)
    app.add_routes(mount.routes)
    app.on_response_prepare.append(harden)
    app.cleanup_ctx.extend(_as_cleanup_context(background) for background in mount.background)
    return app


def _as_cleanup_context(background: Background) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(_: web.Application) -> AsyncIterator[None]:
        async with background():
            yield

    return context
