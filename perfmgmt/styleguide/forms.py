from django import forms
from django.utils.functional import lazy

from departments.forms.fields import LinesInput
from perfmgmt.styleguide.language import say

later = lazy(say, str)

DIRECTIONS = [
    ("higher", later("Higher is better", "越高越好")),
    ("lower", later("Lower is better", "越低越好")),
    ("range", later("Within a range", "在区间内为好")),
]
METHODS = [
    ("ratio", later("Ratio to the target", "与目标之比")),
    ("band", later("Band", "分档")),
]


class SampleForm(forms.Form):
    name = forms.CharField(
        label=later("Name of the indicator", "指标名称"),
        help_text=later("As it should stand in reports.", "按报表中的写法填写。"),
    )
    weight = forms.IntegerField(
        label=later("Weight", "权重"),
        help_text=later(
            "A whole number. All weights together make 100.", "填写整数，各项权重合计为100。"
        ),
        widget=forms.TextInput(attrs={"class": "pm-w-s", "inputmode": "numeric"}),
    )
    direction = forms.ChoiceField(
        label=later("Which way is better", "评价方向"),
        choices=DIRECTIONS,
        widget=forms.RadioSelect,
    )
    method = forms.ChoiceField(
        label=later("Method", "计分方法"),
        choices=METHODS,
        widget=forms.Select(attrs={"class": "pm-w-m"}),
    )
    file = forms.FileField(label=later("Evidence", "佐证材料"), required=False)
    note = forms.CharField(
        label=later("Known limits", "已知局限"),
        required=False,
        widget=LinesInput(attrs={"rows": 3}),
    )
    publish = forms.BooleanField(
        label=later("Show it on the public page", "在公开页面展示"), required=False
    )
    password = forms.CharField(
        label=later("Password", "密码"), required=False, widget=forms.PasswordInput
    )

    def clean_weight(self) -> int:
        if self.cleaned_data["weight"] != 30:  # noqa: PLR2004 -- the sample wants an error
            message = say(
                "Weights add up to 99, not 100. Change one of them.",
                "权重合计为99，应为100，请修改其中一项。",
            )
            raise forms.ValidationError(message)
        return int(self.cleaned_data["weight"])


class SampleFilter(forms.Form):
    q = forms.CharField(label=later("Name or code", "名称或代码"), required=False)
    unit = forms.ChoiceField(
        label=later("Department", "部门"),
        choices=[("", later("All departments", "全部部门"))],
        required=False,
    )
    state = forms.ChoiceField(
        label=later("Status", "状态"), choices=[("", later("Any", "不限"))], required=False
    )
