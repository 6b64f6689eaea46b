"""Water, sewer and drainage; beaches and waterways."""

from demo.records import Question, Service, Text
from demo.services.words import YES_NO, choices, hours, notice, working_days

DRAINAGE = (
    Service(
        "street_flooding",
        "drainage",
        Text("Flooded street", "Calle inundada"),
        Text("Water that stands on a street after rain or tide.", "Agua acumulada en la calle por lluvia o marea."),
        Text("flood, standing water, tide, rain, puddle", "inundación, agua, charco, marea, lluvia"),
        "flooding",
        hours(4),
        working_days(3),
        (
            notice(
                "Never drive into flooded streets. If somebody is in danger, call 911.",
                "No maneje por calles inundadas. Si alguien está en peligro, llame al 911.",
            ),
            Question("depth", "number", Text("How deep is it, in inches?", "¿Qué profundidad tiene, en pulgadas?")),
            Question("since", "datetime", Text("Since when?", "¿Desde cuándo?")),
        ),
    ),
    Service(
        "storm_drain",
        "drainage",
        Text("Blocked storm drain or ditch", "Desagüe o zanja tapada"),
        Text("Drains, inlets and ditches that do not take water.", "Desagües y zanjas que no dejan pasar el agua."),
        Text("storm drain, ditch, inlet, grate, culvert, clogged", "alcantarilla, zanja, rejilla, desagüe, tapado"),
        "flooding",
        working_days(1),
        working_days(10),
    ),
    Service(
        "water_leak",
        "drainage",
        Text("Water leak", "Fuga de agua"),
        Text(
            "Water coming out of the ground, a main or a hydrant.",
            "Agua que sale del suelo o de una tubería.",
        ),
        Text("leak, water main, hydrant, pipe, reclaimed water", "fuga, tubería, hidrante, agua, escape"),
        "rain",
        hours(2),
        working_days(2),
    ),
    Service(
        "sewer_overflow",
        "drainage",
        Text("Sewer overflow or smell", "Desborde o mal olor de alcantarilla"),
        Text("Sewage coming up, a missing manhole cover, a bad smell.", "Aguas negras, tapa faltante o mal olor."),
        Text("sewer, manhole, sewage, smell, lift station", "cloaca, alcantarilla, aguas negras, mal olor, tapa"),
        "wash",
        hours(1),
        hours(24),
        (notice("Keep people and pets away from it.", "Mantenga alejadas a personas y mascotas."),),
    ),
    Service(
        "illicit_discharge",
        "drainage",
        Text("Pollution into a drain or waterway", "Contaminación en desagüe o agua"),
        Text("Paint, oil or other things poured out.", "Pintura, aceite u otras cosas vertidas."),
        Text("pollution, oil, paint, dumping, chemical, spill", "contaminación, aceite, pintura, derrame, químico"),
        "science",
        hours(4),
        working_days(5),
        (
            Question(
                "substance",
                "text",
                Text("What does it look and smell like?", "¿Cómo se ve y a qué huele?"),
                required=True,
            ),
        ),
    ),
)

BEACHES = (
    Service(
        "beach_cleaning",
        "beaches",
        Text("Beach trash or seaweed", "Basura o algas en la playa"),
        Text("Trash, glass or heaps of seaweed on a public beach.", "Basura, vidrio o montones de algas en la playa."),
        Text("beach, seaweed, trash, glass, sand", "playa, algas, sargazo, basura, arena"),
        "camping",
        working_days(1),
        working_days(3),
    ),
    Service(
        "dead_fish",
        "beaches",
        Text("Dead fish", "Peces muertos"),
        Text("Many dead fish on a beach, canal or pond.", "Muchos peces muertos en playa, canal o estanque."),
        Text("dead fish, fish kill, red tide, smell", "peces muertos, marea roja, mal olor, mortandad"),
        "bug_report",
        hours(8),
        working_days(2),
        (Question("number", "number", Text("About how many?", "¿Cuántos, más o menos?")),),
    ),
    Service(
        "beach_access",
        "beaches",
        Text("Beach access, dock or boat ramp", "Acceso a playa, muelle o rampa"),
        Text("Damaged walkovers, showers, docks and ramps.", "Pasarelas, duchas, muelles y rampas con daños."),
        Text("walkover, boardwalk, shower, dock, boat ramp", "pasarela, ducha, muelle, rampa de botes, acceso"),
        "deck",
        working_days(2),
        working_days(15),
    ),
    Service(
        "derelict_vessel",
        "beaches",
        Text("Abandoned boat", "Bote abandonado"),
        Text("A boat that is sunk, adrift or left behind.", "Un bote hundido, a la deriva o abandonado."),
        Text("boat, vessel, sunken, adrift, derelict", "bote, barco, lancha, hundido, abandonado"),
        "hurricane",
        working_days(2),
        working_days(45),
        (
            Question(
                "leaking",
                "singlevaluelist",
                Text("Is fuel or oil coming out?", "¿Sale combustible o aceite?"),
                choices(*((c.key, c.name.en, c.name.es) for c in YES_NO), ("unknown", "I cannot tell", "No lo sé")),
            ),
        ),
    ),
)
