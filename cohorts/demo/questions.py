"""The frequent questions a new installation starts with; staff change them afterwards."""

from applications.models import Question

QUESTIONS = (
    (
        "Faut-il une expérience militaire ou un niveau sportif élevé ?",
        "Non. Les trois premières semaines servent à découvrir. Les épreuves physiques vérifient que vous suivrez sans "
        "danger : elles disent apte ou inapte, elles ne font pas le classement. Commencez à courir dès maintenant, "
        "tranquillement.",
        "Do I need military experience or to be very fit?",
        "No. The first three weeks are for discovering. The physical tests check that you can follow safely: they say "
        "fit or not fit, they do not make the ranking. Start running now, gently.",
    ),
    (
        "Suis-je obligé ou obligée de m’engager ensuite ?",
        "Non. Reprendre la vie civile à la fin des 23 semaines est une issue normale. La plupart des personnes choisissent "
        "la réserve, quelques jours ou quelques semaines par an.",
        "Do I have to join the army afterwards?",
        "No. Going back to civil life after the 23 weeks is a normal outcome. Most people choose the reserve, a few days "
        "or weeks a year.",
    ),
    (
        "Que devient mon diplôme pendant ce temps ?",
        "Vous êtes en dernière année et le restez. L’école organise avec vous les soutenances et les examens autour du "
        "parcours ; dites dans votre dossier les dates que vous connaissez.",
        "What about my degree meanwhile?",
        "You are in your final year and remain so. The school plans defences and exams around the path with you; tell us "
        "the dates you know in your file.",
    ),
    (
        "Qui lit mon dossier ?",
        "Trois personnes de l’école, chacune de son côté, avec la même grille. Elles ne voient ni votre pièce d’identité, "
        "ni les données d’égalité. Le jury décide ensuite ; aucune décision n’est automatique.",
        "Who reads my file?",
        "Three people of the school, each on their own, with the same grid. They see neither your identity document nor "
        "the equality data. The jury decides afterwards; nothing is decided automatically.",
    ),
    (
        "Puis-je changer d’avis ?",
        "Oui, à tout moment, depuis votre page de suivi. Votre place est alors proposée à la personne suivante.",
        "Can I change my mind?",
        "Yes, at any time, from your status page. Your place is then offered to the next person.",
    ),
)


def write() -> None:
    Question.objects.bulk_create(
        Question(question=fr, answer=fr_answer, question_en=en, answer_en=en_answer, position=position)
        for position, (fr, fr_answer, en, en_answer) in enumerate(QUESTIONS, 1)
    )
