"""Roads and sidewalks; signals, signs and lights."""

from demo.records import Choice, Question, Service, Text
from demo.services.words import YES_NO, choices, hours, notice, working_days

ROADS = (
    Service(
        "pothole",
        "roads",
        Text("Pothole", "Bache"),
        Text("A hole in the road surface.", "Un hoyo en el pavimento de la calle."),
        Text("hole, crater, road damage, tire", "hueco, bache, hoyo, cráter, llanta"),
        "construction",
        working_days(1),
        working_days(5),
        (
            Question(
                "size",
                "singlevaluelist",
                Text("How big is it?", "¿De qué tamaño es?"),
                choices(
                    ("plate", "Like a dinner plate", "Como un plato"),
                    ("tire", "Like a car tire", "Como una llanta"),
                    ("larger", "Larger", "Más grande"),
                ),
            ),
        ),
    ),
    Service(
        "pavement",
        "roads",
        Text("Damaged road surface", "Pavimento dañado"),
        Text("Cracks, bumps, sinking or worn pavement.", "Grietas, hundimientos o pavimento gastado."),
        Text("crack, bump, dip, depression, rough road, paving", "grieta, hundimiento, calle mala, asfalto"),
        "construction",
        working_days(2),
        working_days(20),
    ),
    Service(
        "sidewalk",
        "roads",
        Text("Broken sidewalk or ramp", "Acera o rampa rota"),
        Text("Uneven, cracked or blocked sidewalks and curb ramps.", "Aceras y rampas rotas, levantadas o bloqueadas."),
        Text("sidewalk, trip, wheelchair, ramp, curb, ada", "acera, banqueta, rampa, silla de ruedas, tropiezo"),
        "directions_walk",
        working_days(2),
        working_days(30),
        (
            Question(
                "wheelchair",
                "singlevaluelist",
                Text("Can a wheelchair get past?", "¿Puede pasar una silla de ruedas?"),
                YES_NO,
            ),
        ),
    ),
    Service(
        "road_debris",
        "roads",
        Text("Debris in the road", "Escombros en la calle"),
        Text("Things lying in the road that are in the way.", "Objetos en la calle que estorban el paso."),
        Text("debris, obstacle, glass, gravel, mattress in road", "escombros, vidrio, obstáculo, basura en la calle"),
        "warning",
        hours(4),
        hours(24),
        (
            notice(
                "If it is a danger to drivers right now, call 911.",
                "Si es un peligro para los conductores en este momento, llame al 911.",
            ),
        ),
    ),
    Service(
        "bridge",
        "roads",
        Text("Bridge or guardrail damage", "Daño en puente o barrera"),
        Text("Damaged bridges, railings, guardrails or seawalls.", "Puentes, barandas o barreras con daños."),
        Text("bridge, guardrail, railing, seawall", "puente, baranda, barrera, malecón"),
        "construction_worker",
        working_days(1),
        working_days(30),
    ),
)

SIGNALS = (
    Service(
        "traffic_signal",
        "signals",
        Text("Traffic signal problem", "Problema con semáforo"),
        Text("A signal that is dark, stuck or badly timed.", "Un semáforo apagado, trabado o mal sincronizado."),
        Text("traffic light, red light, stoplight, stuck, timing", "semáforo, luz roja, luz trabada, cruce"),
        "lightbulb",
        hours(2),
        working_days(3),
        (
            notice(
                "If all signals are dark or a wire is down, call 911.",
                "Si todos los semáforos están apagados o hay un cable caído, llame al 911.",
            ),
            Question(
                "problems",
                "multivaluelist",
                Text("What is wrong? Choose all that apply.", "¿Qué pasa? Marque todo lo que corresponda."),
                choices(
                    ("dark", "Dark", "Apagado"),
                    ("flashing", "Flashing", "Intermitente"),
                    ("stuck", "Does not change", "No cambia"),
                    ("button", "Crossing button broken", "Botón de cruce roto"),
                    ("turned", "Turned or hanging", "Girado o colgando"),
                ),
                required=True,
            ),
        ),
    ),
    Service(
        "streetlight",
        "signals",
        Text("Streetlight out", "Luz de la calle apagada"),
        Text("A streetlight that is out, flickers or is damaged.", "Una luz de la calle apagada, intermitente o rota."),
        Text(
            "light, lamp, dark street, pole, bulb, wire down",
            "luz, farol, lámpara, poste, calle oscura, foco, cable caído",
        ),
        "lightbulb",
        working_days(2),
        working_days(10),
        (
            Question(
                "wire",
                "singlevaluelist",
                Text("Is a wire down or hanging low?", "¿Hay un cable caído o colgando?"),
                (
                    Choice(
                        "yes",
                        Text("Yes", "Sí"),
                        stop=Text(
                            "Stay away from the wire and call 911 now. We do not take this as a report, since nobody "
                            "would read it in time.",
                            "Aléjese del cable y llame al 911 ahora. No lo tomamos como reporte, porque nadie lo "
                            "leería a tiempo.",
                        ),
                    ),
                    Choice("no", Text("No", "No")),
                ),
            ),
            Question(
                "pole_number",
                "string",
                Text("Number on the pole, if you can read it", "Número en el poste, si puede leerlo"),
            ),
            Question(
                "pole_owner",
                "singlevaluelist",
                Text("Whose name is on the pole?", "¿De quién es el poste, según su placa?"),
                choices(
                    ("duke", "Duke Energy", "Duke Energy"),
                    ("government", "The city or county", "La ciudad o el condado"),
                    ("unknown", "I cannot tell", "No lo sé"),
                ),
            ),
        ),
    ),
    Service(
        "street_sign",
        "signals",
        Text("Missing or damaged sign", "Señal faltante o dañada"),
        Text("Street name, stop and other signs.", "Señales de nombre de calle, de alto y otras."),
        Text("sign, stop sign, street name, bent", "señal, letrero, alto, pare, nombre de calle"),
        "flag",
        working_days(1),
        working_days(7),
        (notice("If a stop sign is down, call 911.", "Si falta una señal de alto, llame al 911."),),
    ),
    Service(
        "pavement_marking",
        "signals",
        Text("Faded road markings", "Marcas viales borradas"),
        Text("Worn lines, arrows or crosswalks.", "Líneas, flechas o cruces peatonales borrados."),
        Text("crosswalk, paint, lines, striping, arrow", "cruce peatonal, pintura, líneas, rayas, cebra"),
        "edit",
        working_days(3),
        working_days(30),
    ),
    Service(
        "speeding",
        "signals",
        Text("Speeding or unsafe crossing", "Exceso de velocidad o cruce inseguro"),
        Text("Ask for a look at a street that feels unsafe.", "Pida que se revise una calle que parece insegura."),
        Text("speeding, traffic calming, speed bump, unsafe", "velocidad, tope, reductor, cruce peligroso"),
        "timer",
        working_days(3),
        working_days(60),
        (
            Question(
                "when",
                "string",
                Text("At what times of day is it worst?", "¿A qué horas del día es peor?"),
            ),
        ),
    ),
)
