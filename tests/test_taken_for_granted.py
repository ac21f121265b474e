"""What takes a claim for granted without a strong word or a verb of effect: that all agree, or that so much is enough.

Sentences of our own, in both languages: as many that must be left alone as that must be named.
"""

from __future__ import annotations

import pytest

from rlsevidence.judgement.agreed_said import find_taken_for_granted
from rlsevidence.judgement.prose import list_terms

REFUSED = {
    "en": (
        "Doctors agree.",
        "Here is how little is enough to calm the legs.",
        "Experts agree that it calms the legs.",
        "No side effects, doctors agree.",
        "Not only neurologists agree on this.",
        "It is widely accepted as a first choice.",
        "There is agreement among sleep clinics on magnesium.",
        "The debate is over: one tablet at night.",
        "Nobody disputes magnesium for restless nights.",
        "The science is clear on magnesium.",
        "Nurses swear by it.",
        "It is very uncertain for whom, but specialists agree on the tablet.",
        "Common knowledge in every sleep clinic.",
        "200 mg is enough to fall asleep.",
        "A pinch is all it takes.",
        "One tablet does the trick.",
        "The right dose for calm legs is 300 mg.",
        "How much is enough to calm the legs?",
        "Half a tablet suffices for most nights.",
        "Calm from as little as 100 mg.",
        "An effective dose is found in any shop.",
    ),
    "sv": (
        "Läkare är överens.",
        "Så här lite räcker för att lugna benen.",
        "Experterna är eniga om att det lugnar benen.",
        "Inga biverkningar, läkarna är eniga.",
        "Det råder enighet om magnesium.",
        "Metoden är vedertagen.",
        "Ingen ifrågasätter magnesium vid oroliga nätter.",
        "Debatten är över: en tablett till natten.",
        "Vetenskapen är tydlig om magnesium.",
        "Sjuksköterskor svär vid det.",
        "Det är mycket osäkert för vem, men specialisterna är eniga om tabletten.",
        "Allmänt känt på varje sömnklinik.",
        "200 mg räcker för att somna.",
        "En nypa är allt som krävs.",
        "En tablett gör susen.",
        "Rätt dos för lugna ben är 300 mg.",
        "Hur lite som räcker för benen?",
        "En halv tablett räcker för de flesta.",
        "En verksam dos finns i varje butik.",
        "100 mg lugnar redan första natten.",
        "Forskarna är överens om behandlingen.",
    ),
}
INNOCENT = {
    "en": (
        "Doctors do not agree on magnesium.",
        "There is no consensus among experts.",
        "Experts disagree.",
        "It is unknown whether doctors agree.",
        "Experts agree that too little is known.",
        "Guidelines agree that it is very uncertain.",
        "Do doctors agree?",
        "Is 300 mg enough to calm the legs?",
        "Whether 300 mg is enough to calm the legs is very uncertain.",
        "It is very uncertain how little is enough to calm the legs.",
        "One trial is not enough to help anybody decide.",
        "Nobody knows the right dose.",
        "There is no effective dose that anybody has shown.",
        "One small trial is enough to ask for a larger one.",
        "People who agree to take part are often those who hope for most.",
        "The studies lack an effective dose.",
        "It is very uncertain whether magnesium helps.",
        "Too few people took part to tell.",
        "An amount that suffices for relief is not known.",
        "The tablets contain enough magnesium for a day.",
        "Nothing is well established here.",
        "One tablet is enough to exceed the upper limit.",
    ),
    "sv": (
        "Läkare är inte överens om magnesium.",
        "Det finns ingen konsensus bland experter.",
        "Det är okänt om läkarna är eniga.",
        "Experterna är eniga om att för lite är känt.",
        "Riktlinjerna är eniga om att det är mycket osäkert.",
        "Är läkare överens?",
        "Räcker 300 mg för att lugna benen?",
        "Om 300 mg räcker för att lugna benen är mycket osäkert.",
        "Det är mycket osäkert hur lite som räcker.",
        "En studie räcker inte för att hjälpa någon att välja.",
        "Ingen vet rätt dos.",
        "Någon verksam dos är inte känd.",
        "En liten studie räcker för att fråga efter en större.",
        "De som samtyckte hoppades ofta mest.",
        "Studierna saknar en verksam dos.",
        "Det är mycket osäkert om magnesium hjälper.",
        "För få deltog för att det ska gå att säga.",
        "Vilken mängd som räcker mot oro vet ingen.",
        "Tabletterna innehåller magnesium så att det räcker en dag.",
        "Inget är vedertaget här.",
        "Enighet om att behandla saknas.",
        "En tablett räcker för att överskrida gränsen.",
    ),
}


@pytest.mark.parametrize("level", ["very_low", "low"])
@pytest.mark.parametrize(("language", "text"), [(code, text) for code, all_ in REFUSED.items() for text in all_])
def test_what_takes_a_claim_for_granted_is_named(language: str, text: str, level: str) -> None:
    assert find_taken_for_granted(text, level, language)


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, all_ in INNOCENT.items() for text in all_])
def test_what_takes_nothing_for_granted_is_left_alone(language: str, text: str) -> None:
    assert find_taken_for_granted(text, "very_low", language) is None


def test_what_is_surer_may_be_agreed_on() -> None:
    assert find_taken_for_granted("Doctors agree.", "moderate", "en") is None
    assert len(INNOCENT["en"]) >= len(REFUSED["en"]) >= 12
    assert len(INNOCENT["sv"]) >= len(REFUSED["sv"]) >= 12


def test_a_language_without_words_of_its_own_judges_nothing() -> None:
    assert list_terms("agreed", "xx") == ()
    assert find_taken_for_granted("Doctors agree.", "very_low", "xx") is None
