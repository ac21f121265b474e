"""The texts of the pages, in English and Swedish. What they say of the evidence comes from `evidence/`."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("sv", "en")
LANGUAGE_NAMES = {"sv": "Svenska", "en": "English"}

WORDS: Mapping[str, tuple[str, str]] = {
    # frame
    "site_title": ("Magnesium and restless legs: the evidence", "Magnesium och restless legs: evidensen"),
    "skip": ("Skip to the content", "Hoppa till innehållet"),
    "navigation": ("Pages", "Sidor"),
    "nav_index": ("Claims", "Påståenden"),
    "nav_document": ("The article", "Artikeln"),
    "nav_studies": ("Studies", "Studier"),
    "nav_notebooks": ("Notebooks", "Anteckningsböcker"),
    "nav_method": ("Method", "Metod"),
    "nav_glossary": ("Glossary", "Ordlista"),
    "not_advice_short": ("Not medical advice.", "Inte medicinska råd."),
    "not_advice": (
        (
            "Not medical advice. These pages check the wording of an article against published studies. Ask a doctor "
            "or a pharmacist before you start, change or stop a treatment or a supplement."
        ),
        (
            "Inte medicinska råd. Sidorna jämför ordvalet i en artikel med publicerade studier. Fråga läkare eller "
            "farmaceut innan du börjar med, ändrar eller slutar med en behandling eller ett kosttillskott."
        ),
    ),
    "report_error": (
        (
            "Found an error in the evidence? Report it in the issue tracker of the repository that this workspace "
            "came from, and name the page, the study or the sentence."
        ),
        (
            "Har du hittat ett fel i evidensen? Anmäl det i ärendelistan i det kodarkiv som arbetsytan kommer från, "
            "och ange sidan, studien eller meningen."
        ),
    ),
    "report_error_link": ("Report an error in the evidence", "Anmäl ett fel i evidensen"),
    "as_of": ("As the evidence stood on {date}.", "Så såg evidensen ut den {date}."),
    "past_publication": (
        "An earlier state, of {date}: today's reading of what had been published by then. What nobody had judged by"
        " then is the rules' proposal, not a decision.",
        "Ett tidigare läge, den {date}: dagens läsning av det som då var publicerat. Det som ingen då hade bedömt är"
        " reglernas förslag, inte ett beslut.",
    ),
    "past_entry": (
        "An earlier state, of {date}: today's reading of what had entered PubMed by then. What nobody had judged by"
        " then is the rules' proposal, not a decision.",
        "Ett tidigare läge, den {date}: dagens läsning av det som då fanns i PubMed. Det som ingen då hade bedömt är"
        " reglernas förslag, inte ett beslut.",
    ),
    "rules_propose": (
        "Nobody had judged this claim then; the rules propose: {word}.",
        "Ingen hade då bedömt påståendet; reglerna föreslår: {word}.",
    ),
    "rules_title": ("What the rules propose", "Vad reglerna föreslår"),
    "rules_note": (
        "Computed from the studies, tags and appraisals, without a look at what people decided. A difference is a"
        " question to people, not a fault.",
        "Beräknat ur studier, taggar och granskningar, utan en blick på vad människor beslutat. En skillnad är en fråga"
        " till människor, inte ett fel.",
    ),
    "rules_steps": ("Steps down, by the rules", "Steg ned, enligt reglerna"),
    "decided_steps": ("Steps down, as decided", "Steg ned, enligt beslutet"),
    "printable": ("What may be said of the claim as a whole", "Vad som får sägas om påståendet som helhet"),
    "undated": (
        "Left out, since they have no such date: {those}.",
        "Utelämnade, eftersom de saknar sådant datum: {those}.",
    ),
    "for_programs": ("The same verdicts for programs: {link}", "Samma omdömen för program: {link}"),
    "in_english_only": (
        "Some texts exist in English only so far; they are marked as English for screen readers.",
        "En del texter finns än så länge bara på engelska; de är märkta som engelska för skärmläsare.",
    ),
    # figures
    "figure_data": ("The data behind the figure", "Siffrorna bakom figuren"),
    "figure_scroll": ("Figure: {title}", "Figur: {title}"),
    "table_scroll": ("Table: {title}", "Tabell: {title}"),
    # states of checking
    "unchecked": ("Not yet checked by a second person", "Inte granskat av en andra person ännu"),
    "checked": ("Checked by {who}", "Granskat av {who}"),
    "read_depth": ("Read: {depth}", "Läst: {depth}"),
    "verification": ("Verification", "Verifiering"),
    "never_searched": (
        (
            "No database has been searched yet: the records come from public pages and reference lists, so studies "
            "may be missing."
        ),
        (
            "Ingen databas har genomsökts ännu: posterna kommer från öppna sidor och referenslistor, så studier kan "
            "saknas."
        ),
    ),
    "never_searched_claim": (
        "Last search: never. No database has been searched for this claim yet.",
        "Senaste sökning: aldrig. Ingen databas har genomsökts för det här påståendet ännu.",
    ),
    "last_search": ("Last search: {date} ({days} days ago).", "Senaste sökning: {date} (för {days} dagar sedan)."),
    "last_search_any": ("Last search: {date}.", "Senaste sökning: {date}."),
    "not_recorded": ("not recorded", "inte angivet"),
    "withheld": ("withheld", "hålls inne"),
    "withheld_lead": (
        "Nothing is said of this claim: what its verdict could rest on cannot be read.",
        "Inget sägs om det här påståendet: något som bedömningen kan vila på går inte att läsa.",
    ),
    "broken_lead": (
        "Some files cannot be read. What could rest on them is withheld until they are mended.",
        "Några filer går inte att läsa. Det som kan vila på dem hålls inne tills de är lagade.",
    ),
    "drafts_title": ("Unfinished", "Ofärdigt"),
    "drafts_lead": (
        "Begun and not finished, so counted nowhere:",
        "Påbörjat och inte färdigt, och räknas därför inte någonstans:",
    ),
    "not_judged": ("not judged", "inte bedömt"),
    "none": ("none", "inga"),
    # index
    "index_title": ("Does the evidence carry what the article says?", "Har det artikeln säger stöd i forskningen?"),
    "index_lead": (
        (
            "A consumer article says that magnesium helps against restless legs syndrome (RLS). Here each of its "
            "claims is set beside the studies: how firmly the article words it, and how certain the evidence is."
        ),
        (
            "En konsumentartikel säger att magnesium hjälper mot restless legs syndrome (RLS). Här ställs vart och "
            "ett av dess påståenden bredvid studierna: hur bestämt artikeln uttrycker sig, och hur tillförlitlig "
            "evidensen är."
        ),
    ),
    "short_over": (
        "{n} of {all} claims are worded more firmly somewhere in the article than the evidence allows.",
        "{n} av {all} påståenden uttrycks någonstans i artikeln mer bestämt än evidensen tillåter.",
    ),
    "short_checked": (
        "{n} of {all} judgements have been checked by a second person.",
        "{n} av {all} bedömningar har granskats av en andra person.",
    ),
    "headline_claims": ("The two claims that matter most", "De två viktigaste påståendena"),
    "headline_claims_any": ("The claims that matter most", "De viktigaste påståendena"),
    "headline": ("headline claim", "huvudpåstående"),
    "all_claims": ("All claims", "Alla påståenden"),
    "evidence_map": ("What kinds of study there are", "Vilka slags studier som finns"),
    "col_claim": ("Claim", "Påstående"),
    "col_rating": ("How sure", "Hur säkert"),
    "col_article": ("The article's firmest wording", "Artikelns mest bestämda ordval"),
    "col_allowed": ("The evidence allows", "Evidensen tillåter"),
    "col_gap": ("Gap", "Skillnad"),
    "col_studies": ("Studies counted", "Räknade studier"),
    "col_waiting": ("Waits for a person", "Väntar på en person"),
    "people": ("{n} people", "{n} personer"),
    "people_known": (
        "{n} people known; {unknown} studies give no number",
        "{n} personer kända; {unknown} studier anger inget antal",
    ),
    "people_indirect": ("{n} of them in indirect studies", "{n} av dem i indirekta studier"),
    "people_unknown": ("number of people not recorded", "antal personer inte angivet"),
    "article_says": ("The article", "Artikeln"),
    "evidence_allows": ("The evidence allows", "Evidensen tillåter"),
    "not_in_document": ("The article does not make this claim.", "Artikeln gör inte det här påståendet."),
    "basis_suffix": ("{word} (basis)", "{word} (grund)"),
    "basis_note": (
        (
            "Not every claim can be graded. Definitions, mechanisms, doses and practice carry a basis instead of a "
            "certainty."
        ),
        (
            "Alla påståenden kan inte graderas. Definitioner, mekanismer, doser och praxis får en grund i stället "
            "för en tillförlitlighet."
        ),
    ),
    # claim page
    "verdict": ("What the evidence says", "Vad evidensen säger"),
    "direction_note": ("Where the results point: {word}.", "Vart resultaten pekar: {word}."),
    "direction_alone": (
        "A direction says where results point, not that it is so; how sure it is stands beside it.",
        "En riktning säger vart resultaten pekar, inte att det är så; hur säkert det är står bredvid.",
    ),
    "nobody_judged": ("Nobody has judged this claim yet.", "Ingen har bedömt det här påståendet ännu."),
    "why_certainty": ("Why this certainty", "Varför denna tillförlitlighet"),
    "why_basis": ("Why this basis", "Varför denna grund"),
    "grade_starts": ("GRADE starts at {start}.", "GRADE börjar på {start}."),
    "domain": ("Domain", "Område"),
    "steps": ("Steps", "Steg"),
    "reason": ("Reason", "Skäl"),
    "steps_none": ("no step down", "inget avdrag"),
    "steps_down": ("{n} down", "{n} ned"),
    "steps_up": ("{n} up", "{n} upp"),
    "decided": ("Judged {date} by {who}.", "Bedömt {date} av {who}."),
    "article_wording": (
        "What the article says, and what may be printed",
        "Vad artikeln säger, och vad som kan tryckas",
    ),
    "sentence": ("Sentence", "Mening"),
    "our_paraphrase": ("In our words", "Med våra ord"),
    "wording": ("Wording", "Ordval"),
    "editors_verdict": ("Verdict", "Omdöme"),
    "print_instead": ("May be printed", "Kan tryckas"),
    "no_print": ("No other wording has been written.", "Ingen annan lydelse har skrivits."),
    "figures": ("The studies in figures", "Studierna i figurer"),
    "studies_counted": ("Studies that are counted", "Studier som räknas"),
    "studies_counted_none": (
        "No primary study is counted for this claim.",
        "Ingen primärstudie räknas för det här påståendet.",
    ),
    "studies_not_counted": ("Shown, and not counted", "Visas men räknas inte"),
    "study": ("Study", "Studie"),
    "year": ("Year", "År"),
    "design": ("Design", "Studietyp"),
    "n_people": ("People", "Personer"),
    "stance": ("Points", "Pekar"),
    "directness": ("Directness", "Direkthet"),
    "risk_of_bias": ("Risk of bias", "Risk för snedvridning"),
    "read": ("Read", "Läst"),
    "why": ("Why", "Varför"),
    "in_conflict": ("reviewers disagree", "granskarna är oense"),
    "not_appraised": ("not appraised", "inte granskad"),
    "vote_warning": (
        (
            "Do not add these up. How many studies point one way says nothing of how sure it is: size, design and "
            "risk of bias do."
        ),
        (
            "Räkna inte ihop dem. Hur många studier som pekar åt ett håll säger inget om hur säkert det är: det gör "
            "storlek, studietyp och risk för snedvridning."
        ),
    ),
    "waits": ("What waits for a person", "Vad som väntar på en person"),
    "waits_unscreened": ("records to screen: {n}", "poster att gallra: {n}"),
    "waits_suggested": ("suggested and not decided: {n}", "föreslagna och inte avgjorda: {n}"),
    "waits_conflicts": ("in conflict: {n}", "oenighet: {n}"),
    "waits_full_text": ("studies to read in full: {n}", "studier att läsa i sin helhet: {n}"),
    "waits_unchecked": ("to be checked by a second person: {n}", "att granskas av en andra person: {n}"),
    "waits_nothing": ("nothing", "inget"),
    "notes": ("Notes", "Anteckningar"),
    "rests_on": ("The judgement rests on", "Bedömningen vilar på"),
    "informed_by": ("Informed by", "Underlag"),
    "pico": ("The question", "Frågan"),
    "population": ("Population", "Population"),
    "intervention": ("Intervention", "Åtgärd"),
    "exposure": ("Exposure", "Exponering"),
    "comparator": ("Compared with", "Jämfört med"),
    "outcome": ("Outcome", "Utfall"),
    # why a study is counted or not
    "why_conflict": (
        "reviewers disagree and nobody has settled it yet",
        "granskarna är oense och ingen har avgjort det ännu",
    ),
    "why_retracted": ("retracted: shown, never counted", "tillbakadragen: visas, räknas aldrig"),
    "why_screened_out": ("left out at screening ({record})", "bortgallrad ({record})"),
    "why_informs": (
        "{design}: informs, and is not counted beside the studies it rests on",
        "{design}: ger underlag och räknas inte bredvid de studier den vilar på",
    ),
    "why_same_people": (
        "the same people or results as {others}, which is counted",
        "samma personer eller resultat som {others}, som räknas",
    ),
    "why_primary": ("primary study ({design})", "primärstudie ({design})"),
    # studies
    "studies_title": ("Every study, counted or not", "Alla studier, räknade eller inte"),
    "studies_lead": (
        (
            "A study may have several records, and it is counted once. Reviews, guidelines and authorities inform; "
            "only studies that measured something themselves are counted."
        ),
        (
            "En studie kan ha flera poster men räknas en gång. Översikter, riktlinjer och myndigheter ger underlag; "
            "bara studier som själva har mätt något räknas."
        ),
    ),
    "caveats": ("What to mind", "Att tänka på"),
    "harms": ("Unwanted effects", "Oönskade effekter"),
    "study_facts": ("How it was done", "Hur den gjordes"),
    "severity": ("Severity", "Svårighetsgrad"),
    "conditions": ("Conditions", "Tillstånd"),
    "n_analysed": ("People analysed", "Analyserade personer"),
    "who": ("Who", "Vilka"),
    "age": ("Age", "Ålder"),
    "sex": ("Sex", "Kön"),
    "country": ("Country", "Land"),
    "excluded": ("Left out", "Uteslutna"),
    "baseline": ("{scale} at the start", "{scale} vid start"),
    "funding": ("Funding", "Finansiering"),
    "conflicts": ("Conflicts of interest", "Jäv"),
    "registration": ("Registration", "Registrering"),
    "arms": ("Groups", "Grupper"),
    "arm": ("Group", "Grupp"),
    "treatment": ("Given", "Gavs"),
    "amount": ("Amount", "Mängd"),
    "route": ("Route", "Väg"),
    "duration": ("For how long", "Hur länge"),
    "given_with": ("with {what}", "med {what}"),
    "results": ("Results, as read", "Resultat, som de lästes"),
    "result_kind": ("Kind", "Slag"),
    "values": ("Numbers", "Siffror"),
    "p_value": ("p", "p"),
    "when": ("When", "När"),
    "where": ("Where it was read", "Var det lästes"),
    "no_results": ("No result could be read.", "Inget resultat kunde läsas."),
    "before_after_note": (
        "Before-and-after changes in one group are not effects of the treatment: people also get better by themselves.",
        (
            "Förändringar före och efter i en enda grupp är inte behandlingens effekt: folk blir också bättre av sig "
            "själva."
        ),
    ),
    "appraisal": ("Risk of bias", "Risk för snedvridning"),
    "appraisal_with": ("With {tool}: {overall}", "Med {tool}: {overall}"),
    "appraisal_none": ("Nobody has appraised this study yet.", "Ingen har granskat den här studien ännu."),
    "judgement": ("Judgement", "Bedömning"),
    "support": ("What it rests on", "Vad den vilar på"),
    "bears_on": ("Claims it bears on", "Påståenden den gäller"),
    "counted": ("Counted", "Räknas"),
    "yes": ("yes", "ja"),
    "no": ("no", "nej"),
    "not_beside": ("Must not be counted beside", "Får inte räknas bredvid"),
    "records": ("Records", "Poster"),
    "unverified": ("Not yet verified: {fields}", "Inte verifierat ännu: {fields}"),
    "facts_from": ("Where the facts were seen", "Var uppgifterna sågs"),
    "retracted": ("Retracted", "Tillbakadragen"),
    "notice": ("{kind}, noted {date}", "{kind}, noterat {date}"),
    "extracted_by": ("Entered by {who}", "Inmatat av {who}"),
    "no_year": ("year not recorded", "årtal inte angivet"),
    # document
    "other_documents": ("Other documents in this workspace", "Andra dokument i arbetsytan"),
    "no_document": (
        "No document has been entered yet, so there are no sentences to hold against the evidence.",
        "Inget dokument har lagts in ännu, så det finns inga meningar att ställa mot evidensen.",
    ),
    "document_title": ("The article, sentence by sentence", "Artikeln, mening för mening"),
    "document_lead": (
        (
            "For editors: what each sentence says in our words, whether the evidence carries it, and what may be "
            "printed instead. The printed text belongs to its publisher and is not repeated; at most a few words are "
            "quoted."
        ),
        (
            "För redaktörer: vad varje mening säger med våra ord, om evidensen bär den, och vad som kan tryckas i "
            "stället. Den tryckta texten tillhör utgivaren och återges inte; högst några ord citeras."
        ),
    ),
    "verdict_counts": ("Verdicts", "Omdömen"),
    "jump_to": ("Change first", "Ändra först"),
    "jump_lead": (
        "Sentences that are contradicted, unsupported or overstated, in the order of the article.",
        "Meningar som motsägs, saknar stöd eller är överdrivna, i artikelns ordning.",
    ),
    "differs": ("Firm in one place, cautious in another", "Bestämt på ett ställe, försiktigt på ett annat"),
    "differs_lead": (
        "The article makes these claims more than once and does not agree with itself on how sure they are.",
        "Artikeln gör de här påståendena mer än en gång och är oense med sig själv om hur säkra de är.",
    ),
    "missing_lists": ("Missing lists", "Listor som saknas"),
    "missing_lists_lead": (
        "These sentences announce a list that is not there. What should stand in it cannot be checked.",
        "De här meningarna utlovar en lista som inte finns. Det som skulle stå där går inte att kontrollera.",
    ),
    "list_missing": ("The list is missing", "Listan saknas"),
    "paragraph": ("Paragraph {n}", "Stycke {n}"),
    "defects": ("Translation defects", "Översättningsfel"),
    "copy": ("Copy", "Kopiera"),
    "copy_sentence": ("Copy the wording for sentence {at}", "Kopiera lydelsen för mening {at}"),
    "copied": ("Copied", "Kopierat"),
    "copy_failed": ("Could not copy: select the text instead", "Kunde inte kopiera: markera texten i stället"),
    "no_verdict": ("No verdict has been written.", "Inget omdöme har skrivits."),
    "keep": ("No change proposed.", "Ingen ändring föreslås."),
    "advice": ("Advice: nothing to check against evidence.", "Råd: inget att kontrollera mot evidens."),
    "newer": (
        "Judged before these direct studies were tagged; what is said here does not know them:",
        "Bedömt innan de här direkta studierna märktes; det som sägs här känner inte till dem:",
    ),
    "allows_no_source": ("only that no good source was found", "bara att ingen bra källa hittades"),
    "introduction": (
        "Leads over to the next sentence and makes none of the claims.",
        "Leder över till nästa mening och gör inget av påståendena.",
    ),
    "reported_note": (
        (
            "'A study showed' asks two questions: is there such a study, and does the whole evidence carry what a "
            "reader takes away?"
        ),
        "'En studie visade' ställer två frågor: finns studien, och bär hela evidensen det som läsaren tar med sig?",
    ),
    "note": ("Note", "Anmärkning"),
    # notebooks
    "notebooks_title": ("Notebooks: how the answers come about", "Anteckningsböcker: hur svaren kommer till"),
    "notebooks_lead": (
        "Short stories with the code that makes each figure. They need no network to be read.",
        "Korta berättelser med koden bakom varje figur. De går att läsa utan nätverk.",
    ),
    "notebooks_language": (
        "The notebooks are written in English.",
        "Anteckningsböckerna är skrivna på engelska.",
    ),
    "notebooks_none": (
        "The notebooks were left out of this build.",
        "Anteckningsböckerna togs inte med i det här bygget.",
    ),
    "previous": ("Previous", "Föregående"),
    "next": ("Next", "Nästa"),
    "all_notebooks": ("All notebooks", "Alla anteckningsböcker"),
    # method
    "method_title": ("How to read these pages", "Så läser du sidorna"),
    "method_certainty": ("Certainty is not a count of studies", "Tillförlitlighet är inte antalet studier"),
    "method_certainty_text": (
        (
            "Five small studies that all point the same way can still leave us very unsure: they may share the same "
            "weakness, and small favourable studies are the easiest to publish. Certainty (GRADE) asks instead how "
            "much the answer might change with better studies. It starts high for randomised trials and low for "
            "other designs, and goes down for risk of bias, inconsistency, indirectness, imprecision and publication "
            "bias."
        ),
        (
            "Fem små studier som alla pekar åt samma håll kan ändå lämna oss mycket osäkra: de kan dela samma "
            "svaghet, och små studier med gynnsamt resultat är lättast att få publicerade. Tillförlitligheten "
            "(GRADE) frågar i stället hur mycket svaret kan ändras med bättre studier. Den börjar högt för "
            "randomiserade prövningar och lågt för andra studietyper, och sänks för risk för snedvridning, bristande "
            "överensstämmelse, bristande överförbarhet, bristande precision och publikationsbias."
        ),
    ),
    "method_before_after": ("Before and after is not a comparison", "Före och efter är ingen jämförelse"),
    "method_before_after_text": (
        (
            "People join a study when they feel at their worst, and would often have felt better later anyway "
            "(regression to the mean). They also expect to get better. A study without a control group cannot tell "
            "these apart from an effect of magnesium, so such results are never pooled with trials."
        ),
        (
            "Människor går med i en studie när de mår som sämst, och skulle ofta ha mått bättre senare ändå "
            "(regression mot medelvärdet). De väntar sig också att bli bättre. En studie utan kontrollgrupp kan inte "
            "skilja detta från en effekt av magnesium, så sådana resultat vägs aldrig samman med prövningar."
        ),
    ),
    "method_depth": ("How much was read", "Hur mycket som lästes"),
    "method_depth_text": (
        (
            "Most studies here were read as abstracts. An abstract leaves out much that decides how far to trust a "
            "study, so low risk of bias is never judged from one, and every page says how deep the reading went and "
            "who has checked it."
        ),
        (
            "De flesta studier här lästes som sammanfattningar. En sammanfattning utelämnar mycket av det som avgör "
            "hur långt en studie går att lita på. Låg risk för snedvridning bedöms därför aldrig utifrån en sådan, "
            "och varje sida säger hur mycket som lästes och vem som har granskat det."
        ),
    ),
    "method_wording": ("What certainty lets one say", "Vad tillförlitligheten låter en säga"),
    "method_wording_text": (
        (
            "High certainty lets a sentence state an effect; moderate, 'probably'; low, 'may'; very low, only that "
            "it is very uncertain. The gap is the distance from there to what the article says."
        ),
        (
            "Hög tillförlitlighet låter en mening slå fast en effekt; måttlig, 'sannolikt'; låg, 'kan'; mycket låg, "
            "bara att det är mycket osäkert. Skillnaden är avståndet därifrån till det artikeln säger."
        ),
    ),
    "method_question": ("The question", "Frågan"),
    "method_flow": ("Where the records came from", "Var posterna kom ifrån"),
    "method_searches": ("Search strategies", "Sökstrategier"),
    "search": ("Search", "Sökning"),
    "state": ("State", "Läge"),
    "purpose": ("Purpose", "Syfte"),
    "query": ("Query", "Sökfråga"),
    "not_peer_reviewed": ("not yet peer reviewed", "inte granskad av någon annan ännu"),
    # glossary
    "glossary_title": ("Glossary", "Ordlista"),
    "glossary_lead": (
        "Every controlled word of the evidence folder, defined once.",
        "Alla fasta ord i evidensmappen, definierade en gång.",
    ),
    # root
}

GLOSSARY_GROUPS: Mapping[str, tuple[str, str]] = {
    "certainty": ("How sure: certainty (GRADE)", "Hur säkert: tillförlitlighet (GRADE)"),
    "grade_domain": ("Reasons to be less sure", "Skäl att vara mindre säker"),
    "grade_upgrade": ("Reasons to be more sure", "Skäl att vara mer säker"),
    "basis_rating": ("How sure: basis", "Hur säkert: grund"),
    "direction": ("Where results point", "Vart resultaten pekar"),
    "wording": ("How firmly a sentence is worded", "Hur bestämt en mening uttrycker sig"),
    "verdict_word": ("Verdicts on a sentence", "Omdömen om en mening"),
    "claim_kind": ("Kinds of claim", "Slag av påståenden"),
    "stance": ("What a study says of a claim", "Vad en studie säger om ett påstående"),
    "directness": ("Directness", "Direkthet"),
    "indirect_because": ("Why evidence is indirect", "Varför evidens är indirekt"),
    "design": ("Study designs", "Studietyper"),
    "read": ("How much was read", "Hur mycket som lästes"),
    "record_verification": ("How sure a record is", "Hur säker en post är"),
    "judgement": ("Judgements of risk of bias", "Bedömningar av risk för snedvridning"),
    "tool": ("Appraisal tools", "Granskningsmallar"),
    "outcome": ("Outcomes", "Utfall"),
    "result_kind": ("Kinds of result", "Slag av resultat"),
    "screening_reason": ("Reasons at screening", "Skäl vid gallring"),
    "integrity_kind": ("Notices about a publication", "Notiser om en publikation"),
}
"""Groups of the vocabulary shown in the glossary, in the order shown."""


def say(key: str, language: str, **values: object) -> str:
    """The text `key` in `language`, its places filled with `values`. KeyError when there is no such text."""
    return WORDS[key][0 if language == "en" else 1].format(**values)
