"""What the invented services of the demo are like: where they are, when they are open, what they are called."""

from __future__ import annotations

from knowledge.taxonomy import Taxonomy

# Real ones ship with the area, or a national number answers
NOT_INVENTED = frozenset({"town_hall", "france_services", "duty_pharmacy", "duty_doctor"})

EVERYWHERE = frozenset(
    """
    nurse grocery bread_vending bus_stop recycling_container defibrillator post_box village_hall playground
    home_help petanque place_of_worship cemetery toilets drinking_water meals_at_home
    """.split()  # noqa: SIM905  # a list of quoted words reads worse
)
VILLAGES = frozenset(
    """
    doctor pharmacy bakery hairdresser post_office parcel_point school library restaurant cafe bar car_repair
    plumber electrician mason childminder after_school tobacco atm taxi farm_shop market association
    seniors_club home_nursing charging_station parking nursery_school carpool_spot social_worker joiner pizzeria
    gardener sports_centre digital_help hitching_stop
    """.split()  # noqa: SIM905  # a list of quoted words reads worse
)
TOWNS = frozenset(
    """
    dentist physiotherapist supermarket bank optician butcher laboratory health_centre midwife osteopath
    speech_therapist podiatrist psychologist veterinary ambulance florist fuel childcare care_home day_centre
    police fire_station notary recycling_centre swimming_pool cinema beauty laundry diy employment_agency
    food_bank newsagent secondary_school insurance fast_food mobile_phone computer_shop bicycle_shop
    tourist_office community_centre youth_centre driving_school vehicle_inspection train_station bus_station
    on_demand_transport locksmith cleaning heating_engineer hearing_aids organic_shop clothes medical_supply gym
    hotel public_computer volunteer_driving youth_employment estate_agent repair_cafe second_hand roofer painter
    """.split()  # noqa: SIM905  # a list of quoted words reads worse
)

NO_PHONE = frozenset(
    """
    bread_vending bus_stop recycling_container defibrillator post_box playground cemetery toilets drinking_water
    bench telephone parking bicycle_parking book_box atm wifi park monument war_cemetery bathing_place
    attraction carpool_spot hitching_stop petanque public_shower camper_stop market
    """.split()  # noqa: SIM905  # a list of quoted words reads worse
)
ALWAYS_OPEN = NO_PHONE - {"market", "cemetery", "public_shower", "petanque"}

# Came later: the categories before them keep the phone numbers they had
NUMBERED_LAST = frozenset({"hitching_stop"})

# For whom, and the price, in the language of the country's examples
CONDITIONS: dict[str, dict[str, tuple[str, str]]] = {
    "ambulance": {
        "FR": ("sur prescription médicale de transport", "pris en charge avec prescription, avance possible"),
        "BE": ("op medisch voorschrift", "deels terugbetaald door het ziekenfonds"),
    },
    "taxi": {"FR": ("", "au compteur ; devis en réservant"), "BE": ("", "volgens de meter; vraag een prijs vooraf")},
    "on_demand_transport": {
        "FR": ("habitants des communes desservies, sur réservation", "2 € le trajet"),
        "BE": ("iedereen, op reservatie", "2,50 € per rit"),
    },
    "volunteer_driving": {
        "FR": ("adhérents sans voiture, dès 60 ans ou en situation de handicap", "adhésion 10 €/an, puis 0,40 €/km"),
        "BE": ("leden met beperkte mobiliteit en beperkt inkomen", "lidgeld 12 €/jaar, dan 0,40 €/km"),
    },
    "car_sharing": {
        "FR": ("permis de conduire, inscription d'avance", "5 € l'heure, carburant compris"),
        "BE": ("rijbewijs, vooraf inschrijven", "5 € per uur, brandstof inbegrepen"),
    },
    "bicycle_rental": {
        "FR": ("dès 14 ans, avec pièce d'identité", "10 € la journée"),
        "BE": ("vanaf 14 jaar, met identiteitskaart", "10 € per dag"),
    },
    "bicycle_parking": {"FR": ("", "gratuit"), "BE": ("", "gratis")},
    "charging_station": {"FR": ("accès libre", "0,35 €/kWh"), "BE": ("vrij toegankelijk", "0,40 €/kWh")},
    "walking_bus": {
        "FR": ("enfants de l'école, sur inscription des parents", "gratuit"),
        "BE": ("kinderen van de school, ouders schrijven in", "gratis"),
    },
    "mobility_advice": {
        "FR": ("demandeurs d'emploi, seniors, personnes en situation de handicap", "gratuit"),
        "BE": ("werkzoekenden, senioren, personen met een handicap", "gratis"),
    },
    "carpool_spot": {"FR": ("", "gratuit"), "BE": ("", "gratis")},
    "hitching_stop": {
        "FR": ("dès 16 ans ; autorisation parentale avant 18 ans", "gratuit"),
        "BE": ("vanaf 16 jaar", "gratis"),
    },
}

# Opening hours in OSM's syntax; "" is not known, "appointment" is only by appointment
HOURS: dict[str, tuple[str, ...]] = {
    "care": (
        "Mo-Fr 08:30-12:00,14:00-18:30", "Mo,Tu,Th,Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00", "appointment", "",
        "Mo-We,Fr 08:00-12:30,13:30-17:00", "Mo-Sa 08:00-12:00,14:00-19:00",
    ),
    "pharmacy": ("Mo-Fr 09:00-12:30,14:00-19:00; Sa 09:00-12:30", "Mo-Sa 08:30-12:30,14:00-19:30"),
    "food": (
        "Tu-Sa 06:30-13:00,16:00-19:00; Su 06:30-12:30", "Mo,Tu,Th-Sa 07:00-12:30,15:30-19:00; Su 07:00-12:30",
        "Tu-Su 07:00-13:00", "",
    ),
    "shop": (
        "Tu-Sa 09:00-12:00,14:30-19:00", "Mo-Sa 08:30-19:30; Su 09:00-12:30", "Mo-Sa 09:00-12:30,14:00-18:30", "",
        "We-Sa 10:00-12:00,15:00-18:00",
    ),
    "market": ("Th 08:00-12:30", "Sa 08:00-13:00", "Su 08:00-12:30"),
    "office": (
        "Mo-Fr 09:00-12:00,13:30-16:30", "Mo,We,Fr 09:00-12:00", "Tu,Th 14:00-17:00; Sa 09:00-12:00", "", "appointment",
    ),
    "table": (
        "We-Su 12:00-14:00,19:00-21:30", "Mo-Sa 07:00-20:00; Su 08:00-13:00", "Tu-Su 11:30-14:30,18:00-22:00", "",
    ),
    "craft": ("Mo-Fr 08:00-12:00,13:30-17:30", "Mo-Sa 07:30-18:00", "", "appointment"),
    "home": ("Mo-Fr 08:00-18:00", "Mo-Su 07:00-21:00", "", "Mo-Sa 06:30-12:00,16:00-19:30"),
    "school": ("Mo,Tu,Th,Fr 08:30-11:30,13:30-16:30", ""),
    "leisure": (
        "We,Sa 14:00-18:00", "Tu-Su 10:00-12:00,14:00-18:00", "Mo-Sa 16:00-21:00", "Tu,Th 16:00-18:00; We 10:00-12:00",
        "",
    ),
    "always": ("24/7",),
    "emergency": ("24/7",),
}  # fmt: skip

# Shorter than the label, so that an SMS holds three of them
NAMES: dict[str, dict[str, str]] = {
    "doctor": {"fr": "Médecin"},
    "nurse": {"fr": "Infirmière", "nl": "verpleegkundige"},
    "physiotherapist": {"fr": "Kiné"},
    "paediatrician": {"fr": "Pédiatre"},
    "laboratory": {"fr": "Laboratoire", "nl": "labo"},
    "police": {"fr": "Gendarmerie"},
    "atm": {"fr": "Distributeur"},
    "health_insurance": {"fr": "CPAM"},
    "family_allowance": {"fr": "CAF"},
    "employment_agency": {"fr": "France Travail", "nl": "VDAB-kantoor"},
    "care_home": {"fr": "EHPAD"},
    "vehicle_inspection": {"fr": "Contrôle technique"},
    "recycling_container": {"fr": "Point tri"},
    "childminder": {"fr": "Assistante maternelle"},
    "after_school": {"fr": "Centre de loisirs"},
    "mobile_phone": {"fr": "Boutique téléphonie"},
    "tobacco": {"fr": "Tabac"},
    "social_worker": {"fr": "Assistante sociale", "nl": "OCMW"},
    "mother_child_health": {"fr": "PMI", "nl": "consultatiebureau"},
    "on_demand_transport": {"fr": "Transport à la demande", "nl": "belbus"},
    "vehicle_registration": {"fr": "Point carte grise"},
    "legal_advice": {"fr": "Permanence juridique"},
    "identity_papers": {"fr": "Papiers d'identité"},
    "home_nursing": {"fr": "Soins à domicile"},
    "bedding": {"fr": "Literie"},
    "public_computer": {"fr": "Ordinateur public"},
    "child_psychology": {"fr": "Psy pour enfants"},
    "orthopaedist": {"fr": "Orthopédiste"},
    "disability_services": {"fr": "Services handicap", "nl": "zorgdienst handicap"},
    "women_support": {"fr": "Aide aux femmes"},
    "seniors_advice": {"fr": "Info seniors"},
    "wasp_nest": {"fr": "Anti-guêpes"},
    "electronics_repair": {"fr": "Répar'électro"},
    "school_registration": {"fr": "Inscription scolaire"},
    "sports_centre": {"fr": "Gymnase"},
}


OWN_KIND = {
    "pharmacy": "pharmacy",
    "market": "market",
    "bakery": "food",
    "pastry": "food",
    "butcher": "food",
    "school": "school",
}
KIND_OF_PARENT = {
    "health": "care",
    "shops": "shop",
    "crafts": "craft",
    "food_out": "table",
    "leisure": "leisure",
    "personal_care": "shop",
    "vehicles": "shop",
    "amenities": "always",
}


def kind_of(taxonomy: Taxonomy, code: str) -> str:
    """Which of the opening hours fit a category."""
    parent = taxonomy.get(code).parent
    if code in ALWAYS_OPEN:
        return "always"
    if code in ("hospital", "emergency_room", "maternity", "fire_station", "ambulance", "breakdown", "women_support"):
        return "emergency"
    if code in OWN_KIND:
        return OWN_KIND[code]
    if code in ("nurse", "home_nursing", "home_help", "meals_at_home", "taxi", "volunteer_driving", "babysitter"):
        return "home"
    return KIND_OF_PARENT.get(parent or "", "office")
