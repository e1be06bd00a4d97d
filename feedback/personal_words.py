"""What the kinds of personal data are called."""

from django.utils.translation import pgettext_lazy

KINDS = {
    "id_number": pgettext_lazy("personal data", "identity number"),
    "phone": pgettext_lazy("personal data", "telephone number"),
    "bank_card": pgettext_lazy("personal data", "number of a bank card"),
    "email": pgettext_lazy("personal data", "e-mail address"),
    "plate": pgettext_lazy("personal data", "licence plate"),
    "account": pgettext_lazy("personal data", "account of a messenger"),
    "name": pgettext_lazy("personal data", "name of a person"),
    "address": pgettext_lazy("personal data", "address"),
}
