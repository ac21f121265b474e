"""What takes a claim for granted without a strong word or a verb of effect: that all agree, or that so much is enough.

Sentences of our own, in both languages: as many that must be left alone as that must be named.
"""

from __future__ import annotations

import pytest

import rlsevidence as rls
from conftest import REPO
from rlsevidence.judgement.agreed_said import find_taken_for_granted
from rlsevidence.judgement.prose import find_effect
from rlsevidence.judgement.prose_words import list_terms

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
        "Thanks to the mineral, nights are calm again.",
        "Find out why it calms so many.",
        "The reason it works is still unknown.",
        "It is uncertain how fast it relieves.",
        "Any sleep nurse will tell you.",
        "Few people know what a tablet a day can do.",
        "The clinics have come round to it.",
        "When it starts to work is uncertain.",
        "So many users cannot be wrong.",
        "It is no secret in sleep clinics.",
        "Researchers ask themselves why it works.",
        "Neurologists recommend it for the night.",
        "Here is how little magnesium it takes.",
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
        "Tack vare mineralen blir nätterna lugna.",
        "Läs mer om varför det lindrar.",
        "Anledningen till att det fungerar är okänd.",
        "Det är osäkert hur snabbt det lindrar.",
        "Det kan varje sömnsköterska intyga, som alla vet.",
        "Få vet vad en tablett om dagen gör.",
        "När det börjar verka är osäkert.",
        "Så många kan inte ha fel.",
        "Det är ingen hemlighet på sömnkliniken.",
        "Forskare grubblar på varför det hjälper.",
        "Neurologer rekommenderar det till natten.",
        "Det krävs inte mycket för en lugn natt.",
        "Hemligheten bakom lugna ben.",
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
        "It is very uncertain how well it relieves.",
        "The benefit of a tablet is very uncertain.",
        "Nobody has shown why it does not help.",
        "It is no secret that it is very uncertain.",
        "It is very uncertain when it starts to work.",
        "Why people wake at night is not studied.",
        "The reason is not known.",
        "More trials would give a surer answer.",
        "Guidelines do not recommend it.",
        "How often people wake is not known.",
        "How quickly the studies were done is not told.",
        "Whether the benefit of rest plays a part is unknown.",
        "Some doctors recommend nothing at all.",
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
        "Det är mycket osäkert hur väl det lindrar.",
        "Nyttan av en tablett är mycket osäker.",
        "Det är ingen hemlighet att det är mycket osäkert.",
        "Det är mycket osäkert när det börjar verka.",
        "Varför folk vaknar om natten är inte undersökt.",
        "Anledningen är inte känd.",
        "Hur snabbt studierna gjordes framgår inte.",
        "Läkare rekommenderar inte det.",
        "Hur ofta folk vaknar är inte känt.",
        "Om nyttan av vila spelar in är okänt.",
        "Varför det inte hjälper är inte visat.",
        "Skälet är att för få deltog.",
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


# ---------------------------------------------------------------- an effect that is printed as one

TOO_FIRM = {
    "en": (
        "It relieves restless legs.", "It eases RLS.", "It improves sleep.", "It helps against restless legs.",
        "It may ease RLS.", "It could help with RLS.", "It might perhaps work.", "It can possibly relieve the legs.",
        "It quiets the legs.", "Perhaps it soothes the legs.", "It may be effective at night.",
        "It may bring relief, though nobody has counted.",
    ),
    "sv": (
        "Det lindrar rastlösa ben.", "Det hjälper mot rastlösa ben.", "Det lindrar effektivt.", "Det stillar benen.",
        "Det kan möjligen lindra.", "Det kan lugna benen.", "Kanske hjälper det.", "Det kan vara effektivt.",
        "Möjligen fungerar det till natten.", "Det skulle kunna ge lindring.", "Det kan förbättra sömnen.",
        "Det dämpar kanske oron.",
    ),
}  # fmt: skip
FITTING = {
    "en": (
        "It is very uncertain whether it eases RLS.", "Whether it helps is not known.", "No trial shows that it eases.",
        "It has not been shown to ease RLS.", "Ask a pharmacist, who can help you.",
        "It is not known whether it works.",
        "One small study cannot show whether it improves sleep.", "Ten people said after weeks that sleep was better.",
        "It is very uncertain how well it relieves RLS.", "More people are needed to tell.",
        "It is very uncertain whether it can help.", "Do not stop your medicines on your own.",
    ),
    "sv": (
        "Det är mycket osäkert om det lindrar.", "Ingen studie visar att det lindrar.",
        "Det är inte visat att det lindrar.",
        "Det är mycket osäkert hur väl det lindrar.", "Fråga på apoteket, där man kan hjälpa dig.",
        "En liten studie kan inte visa om det förbättrar sömnen, så det är mycket osäkert.",
        "Tio personer sade efter några veckor att sömnen blivit bättre.", "Fler behövs för att det ska gå att säga.",
        "Det är mycket osäkert om det kan hjälpa.", "Sluta inte med läkemedel på egen hand.",
        "Huruvida det hjälper är inte känt.", "Det är mycket osäkert om det fungerar.",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def claim() -> rls.model.Claim:
    return rls.open_workspace(REPO).evidence.claims["mild-moderate-relief"]


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, all_ in TOO_FIRM.items() for text in all_])
def test_an_effect_is_not_printed_at_very_low_certainty(claim: rls.model.Claim, language: str, text: str) -> None:
    """With a word of doubt or without: what may be printed asks whether, as the sentences of the rules do."""
    assert find_effect(text, claim, "very_low", language)


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, all_ in FITTING.items() for text in all_])
def test_a_question_a_denial_and_advice_may_be_printed(claim: rls.model.Claim, language: str, text: str) -> None:
    assert find_effect(text, claim, "very_low", language) is None


def test_a_doubt_is_enough_where_the_level_is_low(claim: rls.model.Claim) -> None:
    assert find_effect("It may ease RLS.", claim, "low", "en") is None
    assert find_effect("It eases RLS.", claim, "low", "en") == "eases"
    assert find_effect("Det kan möjligen lindra.", claim, "low", "sv") is None
    assert find_effect("It eases RLS.", claim, "high", "en") is None
    assert len(FITTING["en"]) >= len(TOO_FIRM["en"])
    assert len(FITTING["sv"]) >= len(TOO_FIRM["sv"])
