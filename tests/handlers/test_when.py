"""Promises about the times residents write. Now is Tuesday 2026-11-24, 10:00, in Paris; sentences are our own."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.model import When
from handlers.when import apply_to, combine, find_whens

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))

FRENCH = [
    ("babysitter vendredi soir de 20h à 2h", "2026-11-27T20:00/2026-11-28T02:00"),
    ("le premier week-end de décembre", "2026-12-05/2026-12-06"),
    ("le troisième samedi de janvier", "2027-01-16"),
    ("une salle de bal en mai", "2027-05-01/2027-05-31"),
    ("salle de bal, 60 personnes, en mai, Gap", "2027-05-01/2027-05-31"),
    ("demain matin de bonne heure vers 6h", "2026-11-25T06:00"),
    ("demain 5h du mat", "2026-11-25T05:00"),
    ("sous quinzaine", "2026-11-24T10:00/2026-12-08"),
    ("endéans les 4 jours", "2026-11-24T10:00/2026-11-28"),
    ("train à 7h10 à gap samedi, faut y être à 6h50", "2026-11-28T06:50"),
    ("le réveillon de la saint-sylvestre", "2026-12-31"),
    ("quelque part ce jeudi matin", "2026-11-26T08:00/2026-11-26T12:00"),
    ("la messe de la nuit de noël", "2026-12-24"),
    ("qui vend du butane, enfin ce dimanche là", "2026-11-29"),
    ("une table pour 8 lundi midi", "2026-11-30T12:00"),
    ("vendredi, le vol est à 7h40 donc il faut y être vers 5h30", "2026-11-27T05:30"),
    ("le premier samedi du mois", "habit"),
    ("les jours de semaine à 7h", "habit"),
    ("avant demain midi", "2026-11-24T10:00/2026-11-25T12:00"),
    ("apre demin", "2026-11-26"),
    ("samedi ds laprem", "2026-11-28T12:00/2026-11-28T18:00"),
    ("je cherche un médecin demain matin", "2026-11-25T08:00/2026-11-25T12:00"),
    ("dem1 mat1 svp", "2026-11-25T08:00/2026-11-25T12:00"),
    ("2main", "2026-11-25"),
    ("dmain mat1 pr aller a gap", "2026-11-25T08:00/2026-11-25T12:00"),
    ("samedi aprem", "2026-11-28T12:00/2026-11-28T18:00"),
    ("sam aprem", "2026-11-28T12:00/2026-11-28T18:00"),
    ("cet aprem", "2026-11-24T12:00/2026-11-24T18:00"),
    ("ce soir", "2026-11-24T18:00/2026-11-24T23:00"),
    ("c soir", "2026-11-24T18:00/2026-11-24T23:00"),
    ("tantôt", "2026-11-24T12:00/2026-11-24T18:00"),
    ("tout à l'heure", "2026-11-24T10:00/2026-11-24T23:00"),
    ("après 18h", "2026-11-24T18:00/2026-11-24T23:00"),
    ("avant 9h", "2026-11-25T00:00/2026-11-25T09:00"),
    ("vers 16h", "2026-11-24T16:00"),
    ("le 14 à 15h30", "2026-12-14T15:30"),
    ("le 5", "2026-12-05"),
    ("samedi 5 au soir", "2026-12-05T18:00/2026-12-05T23:00"),
    ("le 27/12", "2026-12-27"),
    ("27 décembre", "2026-12-27"),
    ("jeudi en huit", "2026-12-03"),
    ("lundi prochain", "2026-11-30"),
    ("la semaine prochaine", "2026-11-30/2026-12-06"),
    ("fin du mois", "2026-11-24/2026-11-30"),
    ("dans 2h", "2026-11-24T12:00"),
    ("ds 2 h", "2026-11-24T12:00"),
    ("ce we", "2026-11-28/2026-11-29"),
    ("le repas dès lundi ?", "2026-11-30"),
    ("ouverte ed'main ou bin non", "2026-11-25"),
    ("avant samedi", "2026-11-24T10:00/2026-11-28"),
    ("le lundi", "habit"),
    ("tous les mardis matin", "habit"),
    ("en semaine", "habit"),
    ("depuis hier soir j'ai mal", None),
    ("depuis lundi", None),
    ("il y a 3 jours", None),
    ("la semaine dernière", None),
    ("cassé en septembre", None),
    ("ma carte finit le 15", None),
    ("mon fils a 6 ans", None),
    ("pendant 15j", None),
    ("demain je dois être à Gap pour 10h", "2026-11-25T10:00"),
    ("pharmacie encore ouverte", "now"),
    ("un médecin maintenant", "now"),
    ("là tout de suite", "now"),
    ("fêtes de Noël", "2026-12-21/2026-12-27"),
    ("avant noel", "2026-11-24T10:00/2026-12-25"),
    ("jeudi 26 novembre à 8h du soir", "2026-11-26T20:00"),
    ("entre 14h et 16h demain", "2026-11-25T14:00/2026-11-25T16:00"),
    ("du lundi au vendredi", "habit"),
    ("samedi ou dimanche", "2026-11-28/2026-11-29"),
    ("pas avant 15h", "2026-11-24T15:00/2026-11-24T23:00"),
    ("finalement dimanche", "2026-11-29"),
    ("et si je décale à vendredi", "2026-11-27"),
    ("à 8h moins le quart", "2026-11-25T07:45"),
    ("huit heures et demie demain", "2026-11-25T08:30"),
    ("le 1", None),
    ("le 2", None),
    ("j'appelle le 15", None),
    ("vendrdi soir", "2026-11-27T18:00/2026-11-27T23:00"),
    ("sammedi", "2026-11-28"),
    ("04 92 62 12 34", None),
    ("04600", None),
    ("3 places demain 14h pour Gap, retour 18h", "2026-11-25T14:00"),
    ("gap demain matin retour le soir", "2026-11-25T08:00/2026-11-25T12:00"),
    ("le vendredi 4 décembre à 9h", "2026-12-04T09:00"),
    ("vendredi de la semaine prochaine", "2026-12-04"),
    ("d'ici vendredi", "2026-11-24T10:00/2026-11-27"),
    ("à 2h de route", None),
    ("on est à 3", None),
    ("à midi", "2026-11-24T12:00"),
    ("demain midi", "2026-11-25T12:00"),
    ("ce matin", "2026-11-24T08:00/2026-11-24T12:00"),
    ("le matin", "habit"),
    ("du 5 au 8 décembre", "2026-12-05/2026-12-08"),
    ("mercredi à partir de 14h", "2026-11-25T14:00/2026-11-25T23:00"),
    ("en fin de matinée demain", "2026-11-25T10:00/2026-11-25T12:00"),
    ("1er janvier", "2027-01-01"),
    ("toussaint", "2027-11-01"),
    ("merci à demain", None),
    ("demain avant 9h", "2026-11-25T00:00/2026-11-25T09:00"),
    ("pour demain 9h30 je suis 2 personnes", "2026-11-25T09:30"),
    ("rdv à 9 demain", "2026-11-25T09:00"),
    ("je rentre à 17h", "2026-11-24T17:00"),
    ("le bus du samedi matin", "habit"),
    ("un samedi", "habit"),
    ("valable jusqu'au 15", None),
    ("je suis tombé lundi", None),
    ("ouvert le week-end", "habit"),
    ("ouvert ce week end", "2026-11-28/2026-11-29"),
    ("we prochain", "2026-11-28/2026-11-29"),
    ("24h/24", "habit"),
    ("7j/7", "habit"),
    ("ma femme accouche en mars", None),
    ("dans 3 jours", "2026-11-27"),
    ("dans une demi heure", "2026-11-24T10:30"),
    ("dans une semaine", "2026-12-01"),
    ("sous 48h", "2026-11-26T10:00"),
    ("le 14 juillet", "2027-07-14"),
    ("14 rue de la république", None),
    ("au 14 rue de la mairie", None),
    ("j'habite au 5", None),
    ("c koi le medecin de garde ce dimanche", "2026-11-29"),
    ("dimanche 29", "2026-11-29"),
    ("le 3 à 15h", "2026-12-03T15:00"),
    ("mercredi 2 decembre 14h30", "2026-12-02T14:30"),
    ("demain soir 8h", "2026-11-25T20:00"),
    ("8h du matin", "2026-11-25T08:00"),
    ("15.30", None),
    ("à 15.30", "2026-11-24T15:30"),
    ("ça coûte 15.30 €", None),
    ("hier", None),
    ("mardi", "2026-12-01"),
    ("ce mardi", "2026-11-24"),
    ("vendredi dernier", None),
    ("on peut y aller jeu aprem ou ven matin", "2026-11-26T12:00/2026-11-26T18:00"),
    ("jeu de société", None),
    ("mar 1", "2026-12-01"),
    ("le lundi 30 novembre", "2026-11-30"),
    ("debut decembre", "2026-12-01/2026-12-08"),
    ("courant décembre", "2026-12-01/2026-12-31"),
    ("mi decembre", "2026-12-10/2026-12-20"),
    ("demain ou après-demain", "2026-11-25/2026-11-26"),
    ("entre midi et deux", "2026-11-24T12:00/2026-11-24T14:00"),
    ("cette nuit", "2026-11-24T23:00/2026-11-25T06:00"),
    ("pharmacie de nuit", None),
    ("à minuit", "2026-11-25T00:00"),
    ("ouvert là", "now"),
    ("tomorrow matin", "2026-11-25T08:00/2026-11-25T12:00"),
    ("on se voit à 10h30 à Gap lundi", "2026-11-30T10:30"),
    ("d'ici une heure", "2026-11-24T10:00/2026-11-24T11:00"),
    ("aujourd'hui avant 18h", "2026-11-24T10:00/2026-11-24T18:00"),
    ("y a t il un bus à 7h10 pour manosque", "2026-11-25T07:10"),
    ("RDV MARDI 1ER DECEMBRE 11H", "2026-12-01T11:00"),
    ("mon mari est mort en août", None),
    ("passé 18h", "2026-11-24T18:00/2026-11-24T23:00"),
    ("de 8h a 10h demain", "2026-11-25T08:00/2026-11-25T10:00"),
    ("les samedis", "habit"),
    ("tous les jours", "habit"),
    ("maintenant que je suis à la retraite", None),
    ("Demain, à 15 h, pour deux personnes", "2026-11-25T15:00"),
    ("dimanche en 15", "2026-12-13"),
    ("bjr jcherche 1 toubib pr dem aprem si possible", "2026-11-25T12:00/2026-11-25T18:00"),
    ("Je dois aller à l'hôpital de Digne mardi prochain à 14h, quelqu'un peut m'emmener ?", "2026-12-01T14:00"),
    ("qui peut m'amener à la gare demain pour le train de 9h12", "2026-11-25T09:12"),
    ("covoiturage Les Mées Manosque tous les matins 7h30", "habit"),
    ("je pars de Peyruis vendredi 17h30 retour dimanche soir, 2 places", "2026-11-27T17:30"),
    ("mon fils de 3 ans a de la fièvre depuis cette nuit", None),
    ("la pharmacie est ouverte jusqu'à quelle heure ce soir", "2026-11-24T18:00/2026-11-24T23:00"),
    ("y a un marché le samedi matin à Sisteron ?", "habit"),
    ("quand passe la déchetterie mobile en décembre", "2026-12-01/2026-12-31"),
    ("j'ai 84 ans, je ne conduis plus depuis 2 ans", None),
    ("La boulangerie ouvre à quelle heure le dimanche ?", "habit"),
    ("un dentiste avant la fin de la semaine", "2026-11-24T10:00/2026-11-29"),
    ("un dentiste avant vendredi midi", "2026-11-24T10:00/2026-11-27T12:00"),
    ("rdv jeudi 3 décembre 10h15 à Gap", "2026-12-03T10:15"),
    ("pour lundi 30", "2026-11-30"),
    ("dans la matinée", "2026-11-24T08:00/2026-11-24T12:00"),
    ("demain en début d'après-midi", "2026-11-25T13:00/2026-11-25T15:00"),
    ("dans l'après-midi", "2026-11-24T12:00/2026-11-24T18:00"),
    ("aujourd'hui à 15h", "2026-11-24T15:00"),
    ("ce soir après 20h", "2026-11-24T20:00/2026-11-24T23:00"),
    ("samedi ou dimanche matin", "2026-11-28T08:00/2026-11-28T12:00"),
    ("dans 10 minutes", "2026-11-24T10:10"),
    ("je suis arrivé hier à gap et je repars après demain", "2026-11-26"),
    ("il me faut quelqu'un la semaine pro", "2026-11-30/2026-12-06"),
    ("d'ici la fin du mois", "2026-11-24T10:00/2026-11-30"),
    ("noël", "2026-12-25"),
    ("le 24 decembre au soir", "2026-12-24T18:00/2026-12-24T23:00"),
    ("ouvert le 25 décembre ?", "2026-12-25"),
    ("nounou du lundi au jeudi de 16h30 à 18h30", "habit"),
    ("ma carte d'identité périme le 12 janvier", None),
    ("la mairie etait fermee lundi", None),
    ("apres 17h svp", "2026-11-24T17:00/2026-11-24T23:00"),
    ("a partir de 18h30", "2026-11-24T18:30/2026-11-24T23:00"),
    ("16h", "2026-11-24T16:00"),
    ("demain?", "2026-11-25"),
    ("demain 8h-12h", "2026-11-25T08:00/2026-11-25T12:00"),
    ("le mardi et le jeudi", "habit"),
    ("on m'a dit de venir à 2 heures", "2026-11-24T14:00"),
    ("je travaille 35h par semaine", "habit"),
    ("je voudrais 3 kg de pommes pour samedi", "2026-11-28"),
    ("appeler le 15 ou le 18", None),
    ("mercredi pro a 9h", "2026-11-25T09:00"),
    ("jpeux pas avant 18h", "2026-11-24T18:00/2026-11-24T23:00"),
    ("le 1er décembre", "2026-12-01"),
    ("dim soir", "2026-11-29T18:00/2026-11-29T23:00"),
    ("C OUVERT DIMANCHE ??", "2026-11-29"),
    ("mardi soir vers les 19h", "2026-12-01T19:00"),
    ("entre 9h et 11h", "2026-11-24T09:00/2026-11-24T11:00"),
    ("rendez-vous le 8/12 à 9h45", "2026-12-08T09:45"),
    ("une fois par semaine", "habit"),
    ("le 5 et 6 décembre", "2026-12-05/2026-12-06"),
    ("pendant les vacances de noel", "2026-12-21/2026-12-27"),
    ("lundi matin tot", "2026-11-30T08:00/2026-11-30T12:00"),
    ("demain à la première heure", "2026-11-25T07:00/2026-11-25T10:00"),
    ("demain dès 7h", "2026-11-25T07:00/2026-11-25T23:00"),
    ("d'habitude j'y vais le jeudi mais là ce serait vendredi", "2026-11-27"),
    ("jsuis libre que le mercredi", "habit"),
    ("pas demain, après-demain", "2026-11-26"),
    ("non, plutôt jeudi", "2026-11-26"),
    ("et demain ?", "2026-11-25"),
    ("je cherche du travail", None),
    ("sam est malade", None),
    ("mercredi des cendres", None),
    ("bonne soirée à demain", None),
    ("Le 12 bd Gassendi à Digne", None),
    ("allo 3237", None),
    ("demin matain", "2026-11-25T08:00/2026-11-25T12:00"),
    ("ojd", "2026-11-24"),
    ("vendredi27 novembre 8h", "2026-11-27T08:00"),
    ("mon rdv est à 11h et demie", "2026-11-24T11:30"),
    ("9h30-10h", "2026-11-25T09:30/2026-11-25T10:00"),
    ("pour noel", "2026-12-25"),
    ("tt les lundi", "habit"),
    ("pas le lundi", "habit"),
    ("ce midi", "2026-11-24T12:00/2026-11-24T14:00"),
    ("à partir de lundi", "2026-11-30"),
    ("dès demain", "2026-11-25"),
    ("d'ici 3 semaines", "2026-11-24T10:00/2026-12-15"),
    ("après demain 14 h", "2026-11-26T14:00"),
    ("vendredi matin 8h au plus tard", "2026-11-27T00:00/2026-11-27T08:00"),
    ("à 18 h au plus tard demain", "2026-11-25T00:00/2026-11-25T18:00"),
    ("demain dans la matinée", "2026-11-25T08:00/2026-11-25T12:00"),
    ("mon fils rentre samedi de l'internat il faut le récupérer à la gare à 18h", "2026-11-28T18:00"),
    ("ma voiture est au garage jusqu'à vendredi comment aller à Digne demain", "2026-11-25"),
    ("ma mère 84 ans est tombée ce matin, je cherche une infirmière pour demain", "2026-11-25"),
    ("y a-t-il un bus pour Digne le mercredi après-midi", "habit"),
    ("est ce que la poste est ouverte lundi matin", "2026-11-30T08:00/2026-11-30T12:00"),
    ("kel heure ferme intermarché", None),
    ("ouvre a quelle heure demain la mairie", "2026-11-25"),
    ("je suis à la retraite depuis mars", None),
    ("bus Sisteron Gap vendredi départ après 16h retour dimanche avant 20h", "2026-11-27T16:00/2026-11-27T23:00"),
    ("j'ai rdv à la CAF le 3 à 14 h, qui m'emmène", "2026-12-03T14:00"),
    ("mardi 24", "2026-11-24"),
    ("mardi 1er", "2026-12-01"),
    ("cette semaine", "2026-11-24/2026-11-29"),
    ("la veille de noël", "2026-12-24"),
    ("je veux bien le 2 demain", "2026-11-25"),
    ("numéro 2", None),
    ("04 65 71 12 34 demain 9h", "2026-11-25T09:00"),
]

ENGLISH = [
    ("a room for the second weekend in december", "2026-12-12/2026-12-13"),
    ("a sweep in may when it is cheaper", "2027-05-01/2027-05-31"),
    ("missed the 8 o'clock bus, I must be there before 12", "2026-11-24T10:00/2026-11-24T12:00"),
    ("bread at 6am on a sunday", "habit"),
    ("to the Saturday market, leaving 8.30 sharp", "2026-11-28T08:30"),
    ("8.20 friday from Veynes", "2026-11-27T08:20"),
    ("is tonights one in English", "2026-11-24T18:00/2026-11-24T23:00"),
    ("tomorrow at one", "2026-11-25T13:00"),
    ("barber sat", "2026-11-28"),
    ("on Friday 8ish, back at 6", "2026-11-27T08:00"),
    ("the first Saturday of the month", "habit"),
    ("next tue at 3", "2026-12-01T15:00"),
    ("train to lille sat about 7am", "2026-11-28T07:00"),
    ("down to Laragne on Friday at 9 with two ewes, home about noon", "2026-11-27T09:00"),
    ("leave the dog from the 20th to the 30th of December", "2026-12-20/2026-12-30"),
    ("Morning, a bed for two tonight", "2026-11-24T18:00/2026-11-24T23:00"),
    ("by Friday", "2026-11-24T10:00/2026-11-27"),
    ("on Mondays", "habit"),
    ("on Monday afternoon", "2026-11-30T12:00/2026-11-30T18:00"),
    ("half past two tomorrow", "2026-11-25T14:30"),
    ("quarter to nine", "2026-11-25T08:45"),
    ("3pm", "2026-11-24T15:00"),
    ("tmrw morning", "2026-11-25T08:00/2026-11-25T12:00"),
    ("this arvo", "2026-11-24T12:00/2026-11-24T18:00"),
    ("in two hours", "2026-11-24T12:00"),
    ("for three weeks", None),
    ("since last week", None),
    ("before xmas", "2026-11-24T10:00/2026-12-25"),
    ("this weekend", "2026-11-28/2026-11-29"),
    ("is it still open", "now"),
    ("open now?", "now"),
    ("I fell on Monday and need a nurse", None),
    ("at 5 tomorrow", "2026-11-25T17:00"),
    ("Dec 27", "2026-12-27"),
    ("the 14th at 3pm", "2026-12-14T15:00"),
    ("a week on Friday", "2026-12-04"),
    ("Friday week", "2026-12-04"),
    ("tonight", "2026-11-24T18:00/2026-11-24T23:00"),
    ("later today", "2026-11-24T10:00/2026-11-24T23:00"),
    ("before 6", "2026-11-24T10:00/2026-11-24T18:00"),
    ("from 2 to 4 on thursday", "2026-11-26T14:00/2026-11-26T16:00"),
    ("I sat in the sun", None),
    ("in the morning", "2026-11-25T08:00/2026-11-25T12:00"),
    ("every day", "habit"),
    ("my son is 2 years old", None),
    ("I need to be in Gap by 9am on Thursday", "2026-11-26T00:00/2026-11-26T09:00"),
    ("no later than 5pm", "2026-11-24T10:00/2026-11-24T17:00"),
    ("within an hour", "2026-11-24T10:00/2026-11-24T11:00"),
    ("in 20 mins", "2026-11-24T10:20"),
    ("half an hour drive", None),
    ("second hand shop", None),
    ("May I ask", None),
    ("next week", "2026-11-30/2026-12-06"),
    ("next month", "2026-12-01/2026-12-31"),
    ("end of the month", "2026-11-24/2026-11-30"),
    ("any time after 4", "2026-11-24T16:00/2026-11-24T23:00"),
    ("2 people", None),
    ("this thursday evening", "2026-11-26T18:00/2026-11-26T23:00"),
    ("on the 5th", "2026-12-05"),
    ("the 2nd one", None),
    ("Christmas market", None),
    ("weekdays", "habit"),
    ("on Sunday at quarter past ten", "2026-11-29T10:15"),
    ("I've been ill for 3 days", None),
    ("3 days ago", None),
    ("yesterday", None),
    ("I lost my card last Friday", None),
    ("Saturday the 5th", "2026-12-05"),
    ("five past three", "2026-11-24T15:05"),
    ("at the weekend", "2026-11-28/2026-11-29"),
    ("tonight at 8", "2026-11-24T20:00"),
    ("we need 4 seats", None),
    ("Could someone drive me to Gap on Thursday morning please", "2026-11-26T08:00/2026-11-26T12:00"),
    ("I need a lift tomorrow at half 8", "2026-11-25T08:30"),
    ("my appointment is on 3rd December at 10:15", "2026-12-03T10:15"),
    ("on December 3", "2026-12-03"),
    ("is the chemist open this afternoon", "2026-11-24T12:00/2026-11-24T18:00"),
    ("open late tonight?", "2026-11-24T18:00/2026-11-24T23:00"),
    ("is the pharmacy open on Sundays", "habit"),
    ("I broke my arm two weeks ago", None),
    ("we arrive on Friday evening about 7", "2026-11-27T19:00"),
    ("by 6 o'clock", "2026-11-24T10:00/2026-11-24T18:00"),
    ("by tomorrow lunchtime", "2026-11-24T10:00/2026-11-25T14:00"),
    ("any bus to Digne around 9 tomorrow morning", "2026-11-25T09:00"),
    ("before noon", "2026-11-24T10:00/2026-11-24T12:00"),
    ("tomorrow after 4pm", "2026-11-25T16:00/2026-11-25T23:00"),
    ("sat morning", "2026-11-28T08:00/2026-11-28T12:00"),
    ("Monday to Friday", "habit"),
    ("Saturday or Sunday", "2026-11-28/2026-11-29"),
    ("a friend of mine lives there", None),
    ("I have been here for 2 years", None),
    ("mid december", "2026-12-10/2026-12-20"),
    ("the day after tomorrow", "2026-11-26"),
    ("fri 27 nov", "2026-11-27"),
    ("asap", None),
    ("at the moment I live in Gap", None),
    ("£15.30", None),
    ("from Monday", "2026-11-30"),
    ("not before 10", "2026-11-24T10:00/2026-11-24T23:00"),
    ("right now", "now"),
    ("first thing tomorrow", "2026-11-25T07:00/2026-11-25T10:00"),
    ("on the 12th of December", "2026-12-12"),
    ("this morning", "2026-11-24T08:00/2026-11-24T12:00"),
    ("in a fortnight", "2026-12-08"),
    ("this evening around 8.30", "2026-11-24T20:30"),
    ("by the end of the week", "2026-11-24T10:00/2026-11-29"),
    ("wendsday at 2", "2026-11-25T14:00"),
    ("thurs", "2026-11-26"),
    ("the bus at 7:45 on weekdays", "habit"),
    ("I've an appointment Weds at ten", "2026-11-25T10:00"),
    ("need a plumber by the weekend", "2026-11-24T10:00/2026-11-29"),
    ("my mum, 84, fell yesterday, nurse tomorrow?", "2026-11-25"),
    ("is there a market on Saturday mornings", "habit"),
    ("the 2", None),
    ("before Christmas", "2026-11-24T10:00/2026-12-25"),
    ("this week", "2026-11-24/2026-11-29"),
    ("we'll be back on Sunday around 6pm", "2026-11-29T18:00"),
    ("a week Friday", "2026-12-04"),
    ("from Friday to Sunday", "2026-11-27/2026-11-29"),
    ("open Monday to Friday", "habit"),
    ("from the 3rd to the 7th of January", "2027-01-03/2027-01-07"),
    ("somewhere to leave the dog from Friday", "2026-11-27"),
    ("a digger for a weekend job", None),
    ("the 6.15 train out of Gap tomorrow morning", "2026-11-25T06:15"),
    ("double knitting for a matinee jacket", None),
    ("Friday night", "2026-11-27T18:00/2026-11-27T23:00"),
    ("tomorrow am", "2026-11-25T08:00/2026-11-25T12:00"),
]

DUTCH = [
    ("zaterdagnacht rond 1u", "2026-11-29T01:00"),
    ("vannacht om 2 uur", "2026-11-25T02:00"),
    ("14 tot 17 mei", "2027-05-14/2027-05-17"),
    ("op 2e kerstdag", "2026-12-26"),
    ("elke dinsdag en donderdag", "habit"),
    ("de kerstavondmis", "2026-12-24"),
    ("een plekje vanaf februari", "2027-02-01/2027-02-28"),
    ("elke werkdag om 6u45", "habit"),
    ("volgende week woensdag", "2026-12-02"),
    ("elke dinsdagavond", "habit"),
    ("vandaag voor 17u", "2026-11-24T10:00/2026-11-24T17:00"),
    ("morgenvroeg", "2026-11-25T08:00/2026-11-25T12:00"),
    ("om half acht", "2026-11-25T07:30"),
    ("morgen om 7u30", "2026-11-25T07:30"),
    ("zondagavond", "2026-11-29T18:00/2026-11-29T23:00"),
    ("vrijdag over een week", "2026-12-04"),
    ("over een uur", "2026-11-24T11:00"),
    ("overmorgen", "2026-11-26"),
    ("deze namiddag", "2026-11-24T12:00/2026-11-24T18:00"),
    ("op maandag", "2026-11-30"),
    ("elke maandag", "habit"),
    ("vertrek woensdag om 8u30, rond 13u zijn we er weer weg", "2026-11-25T08:30"),
    ("tegen zaterdag", "2026-11-24T10:00/2026-11-28"),
    ("volgende week", "2026-11-30/2026-12-06"),
    ("drie weken", None),
    ("sinds gisteren", None),
    ("nog open", "now"),
    ("nu", "now"),
    ("straks", "2026-11-24T10:00/2026-11-24T23:00"),
    ("zoaterdag te noene", "2026-11-28T12:00/2026-11-28T14:00"),
    ("van den oavend", "2026-11-24T18:00/2026-11-24T23:00"),
    ("t'achternoene", "2026-11-24T12:00/2026-11-24T18:00"),
    ("woensdg om 3 uur", "2026-11-25T15:00"),
    ("ma voormiddag", "2026-11-30T08:00/2026-11-30T12:00"),
    ("goeiemorgen, ik zoek een dokter", None),
    ("voor 9 uur morgen", "2026-11-25T00:00/2026-11-25T09:00"),
    ("kwart voor negen", "2026-11-25T08:45"),
    ("maandagmorgen 9u", "2026-11-30T09:00"),
    ("'s maandags", "habit"),
    ("maandag of dinsdag", "2026-11-30/2026-12-01"),
    ("van maandag tot vrijdag", "habit"),
    ("rond kerst", "2026-12-25"),
    ("3 dagen geleden", None),
    ("op 14 december", "2026-12-14"),
    ("voor maandag", "2026-11-30"),
    ("na 18u", "2026-11-24T18:00/2026-11-24T23:00"),
    ("tussen 14 en 16u", "2026-11-24T14:00/2026-11-24T16:00"),
    ("in het weekend", "2026-11-28/2026-11-29"),
    ("dit weekend", "2026-11-28/2026-11-29"),
    ("vanaf morgen", "2026-11-25"),
    ("zo snel mogelijk", None),
    ("ik ben maandag gevallen", None),
    ("ma ik weet het niet", None),
    ("vorige week", None),
    ("over 2 dagen", "2026-11-26"),
    ("de 14de om 3u", "2026-12-14T15:00"),
    ("volgende vrijdag", "2026-11-27"),
    ("vrijdag volgende week", "2026-12-04"),
    ("om 8 uur 's avonds", "2026-11-24T20:00"),
    ("morgen om 10", "2026-11-25T10:00"),
    ("tot morgen", None),
    ("3 personen", None),
    ("zaterdag 5 december", "2026-12-05"),
    ("eind december", "2026-12-22/2026-12-31"),
    ("half drie", "2026-11-24T14:30"),
    ("tien voor acht", "2026-11-25T07:50"),
    ("kwart over 3", "2026-11-24T15:15"),
    ("zo zo", None),
    ("do namiddag", "2026-11-26T12:00/2026-11-26T18:00"),
    ("doe dat", None),
    ("zondag om 10u", "2026-11-29T10:00"),
    ("10 minuten", None),
    ("vrijdagochtend vroeg", "2026-11-27T08:00/2026-11-27T12:00"),
    ("ik zoek een dokter voor morgenvroeg", "2026-11-25T08:00/2026-11-25T12:00"),
    ("zaterdagmorgen", "2026-11-28T08:00/2026-11-28T12:00"),
    ("maandag om half tien", "2026-11-30T09:30"),
    ("is den apotheek nu nog open", "now"),
    ("kan iemand mij dinsdag om 14u naar Ieper brengen", "2026-12-01T14:00"),
    ("volgende dinsdag in de namiddag", "2026-12-01T12:00/2026-12-01T18:00"),
    ("vanaf 18u", "2026-11-24T18:00/2026-11-24T23:00"),
    ("voor 17u", "2026-11-24T10:00/2026-11-24T17:00"),
    ("op dinsdagen", "habit"),
    ("'s zondags open?", "habit"),
    ("mijn dochter is 6 jaar", None),
    ("twee weken geleden", None),
    ("op 3 december om kwart na 10", "2026-12-03T10:15"),
    ("volgende maand", "2026-12-01/2026-12-31"),
    ("morgenavond rond 8", "2026-11-25T20:00"),
    ("over een half uur", "2026-11-24T10:30"),
    ("over drie kwartier", "2026-11-24T10:45"),
    ("aanstaande zaterdag", "2026-11-28"),
    ("deze week nog", "2026-11-24/2026-11-29"),
    ("dit is mijn dag niet", None),
    ("dees weekend", "2026-11-28/2026-11-29"),
    ("achter de noene", "2026-11-24T12:00/2026-11-24T18:00"),
    ("zondag te noene", "2026-11-29T12:00/2026-11-29T14:00"),
    ("rond 11 uur", "2026-11-24T11:00"),
    ("1 januari", "2027-01-01"),
    ("ma 30 nov", "2026-11-30"),
    ("kerstvakantie", "2026-12-21/2026-12-27"),
    ("tussen kerst en nieuwjaar", "2026-12-26/2026-12-31"),
    ("binnen 2 dagen", "2026-11-24T10:00/2026-11-26"),
    ("gisteravond gevallen", None),
    ("om 10u15", "2026-11-24T10:15"),
    ("ik moet morgen om 9u in Veurne zijn en om 12u terug", "2026-11-25T09:00"),
    ("is er zaterdag markt", "2026-11-28"),
    ("heb een afspraak woensdag 2 december om 14u30", "2026-12-02T14:30"),
    ("mijn man is vorige maandag gestorven", None),
    ("zijt ge zondag open?", "2026-11-29"),
    ("elke dag om 8u", "habit"),
    ("kan ik nog langskomen vandaag", "2026-11-24"),
]


def read(text: str, language: str, now: datetime = NOW) -> str | None:
    """The time asked for as replay writes it, or "now", or "habit"."""
    whens = combine(find_whens(text, now, language), now)
    if whens.asked:
        return whens.asked.iso()
    return "now" if whens.open_now else "habit" if whens.habit else None


@pytest.mark.parametrize(("text", "expected"), FRENCH)
def test_a_time_said_in_french_is_the_window_it_means(text: str, expected: str | None) -> None:
    assert read(text, "fr") == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_a_time_said_in_english_is_the_window_it_means(text: str, expected: str | None) -> None:
    assert read(text, "en") == expected


@pytest.mark.parametrize(("text", "expected"), DUTCH)
def test_a_time_said_in_dutch_is_the_window_it_means(text: str, expected: str | None) -> None:
    assert read(text, "nl") == expected


@pytest.mark.parametrize(("text", "expected"), FRENCH)
def test_capitals_and_final_punctuation_change_nothing(text: str, expected: str | None) -> None:
    assert read(f"{text.upper()} !", "fr") == read(text, "fr") == expected


def test_offsets_point_into_the_raw_message() -> None:
    text = "Bonjour, un médecin DEMAIN MATIN s'il vous plaît"
    (mention,) = find_whens(text, NOW, "fr")
    assert text[mention.start : mention.end] == "DEMAIN MATIN"


def test_outward_and_return_are_two_mentions_in_order() -> None:
    mentions = find_whens("je pars vendredi 17h30 retour dimanche soir", NOW, "fr")
    assert [mention.when.iso() for mention in mentions if mention.when] == [
        "2026-11-27T17:30",
        "2026-11-29T18:00/2026-11-29T23:00",
    ]


def test_a_return_hour_is_on_the_day_of_the_way_out() -> None:
    mentions = find_whens("demain 14h pour Gap, retour 18h", NOW, "fr")
    assert mentions[1].when is not None
    assert mentions[1].when.iso() == "2026-11-25T18:00"


def test_day_and_hour_said_apart_are_one_time_and_nothing_is_left() -> None:
    whens = combine(find_whens("demain je dois être à Gap pour 10h", NOW, "fr"), NOW)
    assert whens.asked is not None
    assert whens.asked.iso() == "2026-11-25T10:00"
    assert whens.others == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("depuis lundi", "fr"),
        ("il y a 3 jours", "fr"),
        ("hier soir", "fr"),
        ("la semaine dernière", "fr"),
        ("je suis tombé lundi", "fr"),
        ("ma carte expire le 15", "fr"),
        ("I fell on Monday", "en"),
        ("two weeks ago", "en"),
        ("sinds gisteren", "nl"),
        ("ik ben maandag gevallen", "nl"),
    ],
)
def test_a_day_of_the_story_is_told_not_asked(text: str, language: str) -> None:
    assert [mention.role for mention in find_whens(text, NOW, language)] == ["told"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("je cherche du travail à la mer", "fr"),
        ("mars et mardi gras", "fr"),
        ("je me marie, on est à 3", "fr"),
        ("un jeune veut venir", "fr"),
        ("04 65 71 12 34", "fr"),
        ("un bus pour Denain", "fr"),
        ("la gare de Tours", "fr"),
        ("04600 Château-Arnoux", "fr"),
        ("ça coûte 15.30 €", "fr"),
        ("le 2", "fr"),
        ("appeler le 15 ou le 18", "fr"),
        ("I sat in the sun", "en"),
        ("may I ask a second question", "en"),
        ("we need 4 seats", "en"),
        ("ma ik weet het niet zo goed", "nl"),
        ("goeiemorgen", "nl"),
        ("3 personen", "nl"),
    ],
)
def test_other_words_and_numbers_are_no_time(text: str, language: str) -> None:
    assert read(text, language) is None


def test_an_hour_already_past_is_tomorrow_unless_today_was_said() -> None:
    assert read("à 9h", "fr") == "2026-11-25T09:00"
    assert read("aujourd'hui à 9h", "fr") == "2026-11-24T09:00"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the lights went at 6.15 this morning", "en"),
        ("gone since lifting logs on saturday", "en"),
        ("les horaires ont changé le 1er novembre", "fr"),
        ("je reprends le boulot en janvier", "fr"),
        ("cours de maths à Gap, brevet en juin", "fr"),
        ("de trein van 7u12 was geschrapt", "nl"),
    ],
)
def test_what_is_over_or_gives_the_reason_is_told(text: str, language: str) -> None:
    assert read(text, language) is None


def test_a_date_just_over_is_told_in_the_new_year_too() -> None:
    january = NOW.replace(year=2027, month=1, day=6)
    assert read("les horaires ont changé le 20 décembre", "fr", january) is None
    assert read("ça a changé le 20/12", "fr", january) is None


def test_tonight_said_after_midnight_is_this_night() -> None:
    assert read("un taxi cette nuit à 2h", "fr", NOW.replace(hour=1)) == "2026-11-24T02:00"


def test_what_is_asked_beside_a_missed_hour_keeps_its_day() -> None:
    assert read("bus de 8h supprimé, demain je veux y aller à 10h", "fr") == "2026-11-25T10:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("le dernier dimanche de décembre", "2026-12-27"), ("le quatrième samedi de janvier", "2027-01-23")],
)
def test_weekdays_are_counted_within_a_month(text: str, expected: str) -> None:
    assert read(text, "fr") == expected


def test_this_morning_said_in_the_afternoon_is_a_story() -> None:
    afternoon = NOW.replace(hour=15)
    assert read("ce matin", "fr", afternoon) is None


def test_tomorrow_across_the_change_of_the_clocks_keeps_the_hour() -> None:
    eve = datetime(2026, 10, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
    (mention,) = find_whens("demain 9h", eve, "fr")
    assert mention.when is not None
    assert mention.when.iso() == "2026-10-25T09:00"
    assert mention.when.start.utcoffset() != eve.utcoffset()


def follow(previous: When, text: str, language: str = "fr") -> str:
    (mention,) = find_whens(text, NOW, language)
    return apply_to(previous, mention).iso()


def saturday_morning() -> When:
    (mention,) = find_whens("samedi matin", NOW, "fr")
    assert mention.when is not None
    return mention.when


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("l'après-midi plutôt", "fr", "2026-11-28T12:00/2026-11-28T18:00"),
        ("pas avant 15h", "fr", "2026-11-28T15:00/2026-11-28T23:00"),
        ("finalement dimanche", "fr", "2026-11-29"),
        ("et si je décale à vendredi", "fr", "2026-11-27"),
        ("7u30", "nl", "2026-11-28T07:30"),
        ("in the afternoon instead", "en", "2026-11-28T12:00/2026-11-28T18:00"),
    ],
)
def test_a_follow_up_changes_only_what_it_says(text: str, language: str, expected: str) -> None:
    assert follow(saturday_morning(), text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ma carte est périmée et je pars en Espagne le 20 décembre", "fr"),
        ("mes cachets seront finis la semaine prochaine", "fr"),
        ("my passport runs out on Friday", "en"),
        ("de elektriciteit wordt vrijdag afgesloten", "nl"),
    ],
)
def test_a_day_that_gives_the_reason_is_marked_as_such(text: str, language: str) -> None:
    assert [mention.is_story for mention in find_whens(text, NOW, language)] == [True]
