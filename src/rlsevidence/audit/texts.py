# ruff: noqa: E501 (a text stands on one line, so that its languages can be read beside each other)
"""Everything the audit says in its own words, by key and language, in one place."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "very_low": {
        "en": "How certain: very low. Wording that is {wording} says more than the evidence does.",
        "sv": "Tillförlitlighet: mycket låg. Ordvalet ({wording}) säger mer än evidensen.",
    },
    "very_low_hides": {
        "en": "How certain: very low, and not every study points this way ({counts}); even a cautious sentence must say so.",
        "sv": "Tillförlitlighet: mycket låg, och alla studier pekar inte hitåt ({counts}); även en försiktig mening måste säga det.",
    },
    "very_low_fits": {
        "en": "How certain: very low. The caution is right; say that it is very uncertain.",
        "sv": "Tillförlitlighet: mycket låg. Försiktigheten är rätt; säg att det är mycket osäkert.",
    },
    "none_supports": {
        "en": "No counted study supports this ({counts}).",
        "sv": "Ingen medräknad studie stöder detta ({counts}).",
    },
    "says_uncertain": {
        "en": "The sentence says itself that it is uncertain, and so it is.",
        "sv": "Meningen säger själv att det är osäkert, och så är det.",
    },
    "too_uncertain": {
        "en": "The evidence is firmer than the doubt of the sentence.",
        "sv": "Evidensen är fastare än meningens tvivel.",
    },
    "low_over": {
        "en": "How certain: low. Only 'may' is borne out; the wording is {wording}.",
        "sv": "Tillförlitlighet: låg. Bara 'kan' har täckning; ordvalet är {wording}.",
    },
    "low_fits": {
        "en": "How certain: low. 'May' is the right strength; name for whom and how sure.",
        "sv": "Tillförlitlighet: låg. 'Kan' är rätt styrka; ange för vem och hur säkert.",
    },
    "moderate_over": {
        "en": "How certain: moderate. 'Probably' is borne out; the wording is {wording}.",
        "sv": "Tillförlitlighet: måttlig. 'Sannolikt' har täckning; ordvalet är {wording}.",
    },
    "under": {
        "en": "How certain: {certainty}. The sentence says less than the evidence allows.",
        "sv": "Tillförlitlighet: {certainty}. Meningen säger mindre än evidensen tillåter.",
    },
    "fits": {
        "en": "The evidence ({certainty}) carries the sentence as it is worded.",
        "sv": "Evidensen ({certainty}) bär meningen som den är formulerad.",
    },
    "size": {
        "en": "No effect of that size has been measured.",
        "sv": "Någon så stor effekt är inte uppmätt.",
    },
    "established": {
        "en": "Well founded: authorities and reviews agree.",
        "sv": "Väl underbyggt: myndigheter och översikter är eniga.",
    },
    "accepted": {
        "en": "Generally accepted, with limits that the sentence must name.",
        "sv": "Allmänt godtaget, med begränsningar som meningen måste ange.",
    },
    "accepted_over": {
        "en": "Generally accepted, with limits; wording that is {wording} hides them.",
        "sv": "Allmänt godtaget, med begränsningar; ordvalet ({wording}) döljer dem.",
    },
    "contested": {
        "en": "Good sources disagree; only a cautious sentence fits ({wording} here).",
        "sv": "Goda källor är oeniga; bara en försiktig mening passar (här {wording}).",
    },
    "contested_fits": {
        "en": "Good sources disagree; the caution is right, and the disagreement should be named.",
        "sv": "Goda källor är oeniga; försiktigheten är rätt, och oenigheten bör nämnas.",
    },
    "unsupported": {
        "en": "No good source was found for this.",
        "sv": "Ingen god källa har hittats för detta.",
    },
    "precaution": {
        "en": "The warning is prudent although the evidence is thin; say how sure it is.",
        "sv": "Varningen är klok fast evidensen är tunn; säg hur säkert det är.",
    },
    "only_use": {
        "en": "That it is used is one thing, that it helps another; say that the effect is uncertain.",
        "sv": "Att det används är en sak, att det hjälper en annan; säg att effekten är osäker.",
    },
    "against": {
        "en": "The better evidence ({certainty}) says otherwise.",
        "sv": "Den bättre evidensen ({certainty}) säger något annat.",
    },
    "denies_too_much": {
        "en": "The sentence denies it, and the evidence ({certainty}) cannot settle it either way.",
        "sv": "Meningen förnekar det, och evidensen ({certainty}) kan inte avgöra det åt något håll.",
    },
    "personal": {
        "en": "One person's own account: studies can neither bear it out nor refute it.",
        "sv": "En persons egen berättelse: studier kan varken styrka eller motsäga den.",
    },
    "list_missing": {
        "en": "The sentence announces a list, and the list is missing: nothing in it can be checked.",
        "sv": "Meningen utlovar en lista, och listan saknas: inget i den går att kontrollera.",
    },
    "not_matched": {
        "en": "Says something of the topic that no claim of the workspace covers; a person must look.",
        "sv": "Säger något om ämnet som inget påstående i arbetsytan täcker; en människa måste titta.",
    },
    "perhaps": {
        "en": "Perhaps the claim '{claim}'; not sure enough for a verdict.",
        "sv": "Kanske påståendet '{claim}'; inte säkert nog för ett omdöme.",
    },
    "not_judged": {
        "en": "Nobody has judged the evidence for this claim yet.",
        "sv": "Ingen har bedömt evidensen för påståendet än.",
    },
    "withheld": {
        "en": "The verdict is withheld: a file that it could rest on cannot be read.",
        "sv": "Omdömet hålls inne: en fil som det kan vila på går inte att läsa.",
    },
    "dose_above": {
        "en": "{amount} is {mg}; {authority} ({country}) advises against more than {level} mg a day ({counts}).",
        "sv": "{amount} är {mg}; {authority} ({country}) avråder från mer än {level} mg om dagen ({counts}).",
    },
    "dose_below": {
        "en": "{amount} is within the level of {authority} ({country}): {level} mg a day ({counts}).",
        "sv": "{amount} ligger inom gränsen från {authority} ({country}): {level} mg om dagen ({counts}).",
    },
    "dose_unsure": {
        "en": "{amount} may be the weight of the salt or of the substance in it ({mg}); the level of {authority} ({country}), {level} mg a day ({counts}), lies between.",
        "sv": "{amount} kan vara saltets vikt eller ämnets ({mg}); gränsen från {authority} ({country}), {level} mg om dagen ({counts}), ligger emellan.",
    },
    "dose_print": {
        "en": "{authority} ({country}) advises against more than {level} mg a day ({counts}).",
        "sv": "{authority} ({country}) avråder från mer än {level} mg om dagen ({counts}).",
    },
    "retracted": {"en": "Retracted: {source}.", "sv": "Tillbakadragen: {source}."},
    "source_known": {"en": "{source}: {finding}", "sv": "{source}: {finding}"},
    "source_unknown": {
        "en": "{source} is not in the workspace; nobody here has checked it.",
        "sv": "{source} finns inte i arbetsytan; ingen här har kontrollerat den.",
    },
    "accurate": {
        "en": "Such a study exists and points this way: {studies}.",
        "sv": "En sådan studie finns och pekar hitåt: {studies}.",
    },
    "inaccurate": {
        "en": "No study here shows what the sentence reports.",
        "sv": "Ingen studie här visar det som meningen återger.",
    },
    "unclear": {
        "en": "Which study is meant, or whether it shows this, cannot be told.",
        "sv": "Vilken studie som avses, eller om den visar detta, går inte att avgöra.",
    },
    "disease_claim": {
        "en": "Commercial text ({jurisdiction}): {rule}",
        "sv": "Kommersiell text ({jurisdiction}): {rule}",
    },
    "function_claim": {
        "en": "Commercial text ({jurisdiction}), '{topic}': {rule}",
        "sv": "Kommersiell text ({jurisdiction}), '{topic}': {rule}",
    },
    "not_legal": {
        "en": "A pointer to the rule, not legal advice.",
        "sv": "En hänvisning till regeln, ingen juridisk rådgivning.",
    },
    "proposal": {
        "en": "Verdicts are proposals of rules until a named person decides.",
        "sv": "Omdömena är reglernas förslag tills en namngiven person har beslutat.",
    },
    "not_advice": {
        "en": "Nothing here is medical advice.",
        "sv": "Inget här är medicinsk rådgivning.",
    },
    "decided": {"en": "People decided: {word}", "sv": "Människor har beslutat: {word}"},
    "not_reviewed": {"en": "not reviewed", "sv": "ej granskat"},
    "none": {"en": "nothing to check", "sv": "inget att kontrollera"},
    "title": {"en": "Audit of {name}", "sv": "Granskning av {name}"},
    "as_of": {"en": "Evidence as of {day}", "sv": "Evidensen per {day}"},
    "passages": {"en": "{n} sentences", "sv": "{n} meningar"},
    "studies": {"en": "Studies", "sv": "Studier"},
    "may_print": {"en": "May be printed", "sv": "Kan tryckas"},
    "attribution": {"en": "Attribution", "sv": "Hänvisningen"},
    "accurate_word": {"en": "accurate", "sv": "riktig"},
    "inaccurate_word": {"en": "inaccurate", "sv": "felaktig"},
    "unclear_word": {"en": "unclear", "sv": "oklar"},
    "defect": {
        "en": "Translation: '{printed}' should mean {meant}",
        "sv": "Översättning: '{printed}' ska betyda {meant}",
    },
    "suspicious": {"en": "Look at '{printed}': {why}", "sv": "Se på '{printed}': {why}"},
    "claim": {"en": "Claim", "sv": "Påstående"},
    "confidence": {"en": "match {percent} %: {words}", "sv": "träff {percent} %: {words}"},
    "contradiction": {
        "en": "The document disagrees with itself on '{claim}': {places}.",
        "sv": "Dokumentet motsäger sig självt om '{claim}': {places}.",
    },
    "missing_lists": {"en": "Lists announced and missing: {places}.", "sv": "Utlovade listor som saknas: {places}."},
    "gone": {
        "en": "Sentences of the known document that are gone: {places}.",
        "sv": "Meningar ur det kända dokumentet som är borta: {places}.",
    },
    "filter": {"en": "Show", "sv": "Visa"},
    "all": {"en": "all", "sv": "alla"},
    "certainty": {"en": "How certain", "sv": "Tillförlitlighet"},
    "wording": {"en": "Wording", "sv": "Ordval"},
    "match_same": {"en": "same", "sv": "samma"},
    "match_edited": {"en": "edited", "sv": "ändrad"},
    "match_moved": {"en": "moved", "sv": "flyttad"},
    "match_new": {"en": "new", "sv": "ny"},
    "nothing": {"en": "No sentence on the topic was found.", "sv": "Ingen mening om ämnet hittades."},
    "scale": {
        "en": "1 contradicted or unsupported, 2 overstated, 3 understated or incomplete, 4 supported with limits, 5 supported",
        "sv": "1 motsägs eller saknar stöd, 2 överdrivet, 3 för svagt eller ofullständigt, 4 har stöd med förbehåll, 5 har stöd",
    },
    "better": {"en": "better", "sv": "bättre"},
    "worse": {"en": "worse", "sv": "sämre"},
    "new": {"en": "new", "sv": "ny"},
    "gone_word": {"en": "gone", "sv": "borta"},
    "unchanged": {"en": "unchanged", "sv": "oförändrad"},
    "reopen": {"en": "reopen", "sv": "öppna igen"},
}
"""Key -> language -> text. A language that lacks a text is answered in the first one there is."""


def tell(key: str, language: str, **values: object) -> str:
    """The text of `key` in `language`, filled in."""
    texts = TEXTS[key]
    return (texts.get(language) or next(iter(texts.values()))).format(**values)
