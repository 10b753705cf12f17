"""What a new campaign starts with: the documents the programme asks for, a grid worth discussing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SuggestedDocument:
    code: str
    name: str
    name_en: str
    help: str
    help_en: str
    required: bool = True
    shown_to_reviewers: bool = False


@dataclass(frozen=True, slots=True)
class SuggestedCriterion:
    name: str
    help: str
    weight: int
    anchors: tuple[str, str, str, str, str]


DOCUMENTS = (
    SuggestedDocument(
        "cv", "Curriculum vitæ", "CV",
        "Deux pages au plus, sans photo.", "Two pages at most, without a photo.",
        shown_to_reviewers=True,
    ),
    SuggestedDocument(
        "releves", "Copie du diplôme ou relevés de notes", "Copy of the degree or transcripts",
        "Les deux dernières années d’études.", "The last two years of study.",
        shown_to_reviewers=True,
    ),
    SuggestedDocument(
        "scolarite", "Certificat de scolarité", "Certificate of enrolment",
        "Celui de l’année en cours, donné par l’école.", "This year’s, given by the school.",
    ),
    SuggestedDocument(
        "jdc", "Certificat de participation à la JDC", "JDC certificate",
        "Le certificat de la journée défense et citoyenneté, ou l’attestation d’exemption.",
        "The certificate of the defence and citizenship day, or the exemption.",
    ),
    SuggestedDocument(
        "identite", "Pièce d’identité", "Identity document",
        "Carte nationale d’identité ou passeport en cours de validité, recto et verso.",
        "A valid national identity card or passport, both sides.",
    ),
    SuggestedDocument(
        "medical", "Certificat médical", "Medical certificate",
        "Absence de contre-indication à un entraînement physique intense. Il peut être donné après le dépôt.",
        "No contra-indication to intense physical training. It may be given after the file is handed in.",
        required=False,
    ),
)  # fmt: skip

FOR_READING = (
    SuggestedCriterion(
        "Engagement collectif",
        "Ce que la personne a fait avec d’autres et pour d’autres, et ce que le groupe y a gagné.",
        30,
        (
            "Cite des groupes sans dire ce qu’elle y a fait.",
            "Décrit une participation régulière, sans rôle précis.",
            "Décrit un rôle tenu dans la durée et ce qu’il demandait.",
            "Montre par un exemple comment elle a fait avancer un groupe malgré une difficulté.",
            "A pris la charge d’autres personnes, dit ce qui a réussi, ce qui a manqué et ce qu’elle en garde.",
        ),
    ),
    SuggestedCriterion(
        "Décision en situation incertaine",
        "Comment la personne choisit quand le temps, les moyens ou l’information manquent.",
        25,
        (
            "Ne rapporte aucune situation où elle a dû choisir.",
            "Rapporte un choix, sans les options ni la raison.",
            "Explique un choix, ses options et ses raisons.",
            "Explique un choix fait sous contrainte, le risque accepté et la façon de l’annoncer.",
            "Montre un choix corrigé en cours d’action, dit ce qui l’a fait changer et ce qu’elle ferait autrement.",
        ),
    ),
    SuggestedCriterion(
        "Motivation et connaissance du programme",
        "Ce que la personne sait des 23 semaines et ce qu’elle vient y chercher.",
        20,
        (
            "Parle du programme en des termes qui vaudraient pour tout autre.",
            "Cite le programme, avec des erreurs sur sa durée ou sur le rôle tenu.",
            "Décrit justement les étapes et le commandement d’une section.",
            "Relie une étape précise à un projet et en nomme les contraintes.",
            "A rencontré des personnes du programme ou de l’armée, pèse ce qu’il coûte et dit ce qu’elle apportera.",
        ),
    ),
    SuggestedCriterion(
        "Parcours et travail",
        "La constance et l’effort que montrent les études, les stages et les emplois.",
        15,
        (
            "Résultats insuffisants, sans explication ni suite donnée.",
            "Résultats inégaux, expliqués en partie.",
            "Résultats réguliers dans l’ensemble des matières.",
            "Résultats réguliers et un travail mené au bout, dont elle dit la part propre.",
            "A relevé une difficulté nette par un travail suivi, que les résultats confirment.",
        ),
    ),
    SuggestedCriterion(
        "Expression",
        "La clarté de ce qui est écrit : se faire comprendre du premier coup.",
        10,
        (
            "Des passages ne se comprennent pas.",
            "Se comprend après relecture ; l’idée principale se perd.",
            "Se comprend à la première lecture, dans un ordre suivi.",
            "Va à l’essentiel, avec des exemples choisis et des mots justes.",
            "Fait voir une situation en peu de mots et amène la conclusion sans l’imposer.",
        ),
    ),
)
FOR_INTERVIEWS = (
    SuggestedCriterion(
        "Présence et écoute",
        "La façon de se tenir, d’écouter la question et d’y répondre.",
        25,
        (
            "Répond à côté ou coupe la parole ; l’échange ne s’installe pas.",
            "Répond brièvement, il faut relancer chaque question.",
            "Écoute, répond à la question posée, reformule si besoin.",
            "Soutient l’échange, reconnaît ce qu’elle ne sait pas et le dit simplement.",
            "Fait avancer l’échange : questions justes, attention à chacun, calme sous la contradiction.",
        ),
    ),
    SuggestedCriterion(
        "Récit d’une décision",
        "Une situation vécue où il a fallu décider pour d’autres, racontée à la demande.",
        30,
        (
            "Ne trouve pas de situation, même aidée.",
            "Raconte ce que le groupe a fait, sans dire sa part.",
            "Dit sa part, le choix fait et son résultat.",
            "Dit ce qui manquait au moment de choisir et comment elle a convaincu.",
            "Revient sur une erreur, dit ce qu’elle a changé depuis et le montre par un autre exemple.",
        ),
    ),
    SuggestedCriterion(
        "Goût de conduire un groupe",
        "Ce que la personne dit de trente personnes à commander, de la fatigue, du désaccord.",
        30,
        (
            "Ne parle que d’elle-même.",
            "Voit le groupe comme une tâche à organiser.",
            "Parle des personnes, de leurs forces et de leurs limites.",
            "Dit comment elle tiendrait un désaccord et une fatigue, avec un exemple.",
            "Pense à ce que chacun y gagne, sans perdre la mission de vue.",
        ),
    ),
    SuggestedCriterion(
        "Lucidité sur le parcours",
        "Ce que la personne attend des 23 semaines, y compris de ce qui lui coûtera.",
        15,
        (
            "Découvre pendant l’entretien ce qui est demandé.",
            "Connaît les étapes, pas ce qu’elles demandent.",
            "Connaît les étapes et nomme une difficulté probable.",
            "S’est préparée à une difficulté précise et dit comment.",
            "Pèse ce qu’elle laisse et ce qu’elle apporte, et a déjà commencé à s’y préparer.",
        ),
    ),
)
CRITERIA = {"reading": FOR_READING, "interview": FOR_INTERVIEWS}
