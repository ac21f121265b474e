"""From evidence to judgement: one claim's summary, the wording it allows, doses in one unit."""
