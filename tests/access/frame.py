"""Who gets which answer from the living page: whoever is signed in."""

SIGNED_IN = ("stranger", "office", "manager", "employee", "evaluator", "auditor", "supervision")
ANSWERS = {"anonymous": 302} | dict.fromkeys(SIGNED_IN, 200)

ACCESS = {("styleguide", "GET"): ANSWERS}
