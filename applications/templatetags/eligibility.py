"""Conditions and findings in words, for the pages that show them."""

from django import template

from applications.eligibility import Conditions, Finding
from applications.files import reasons

register = template.Library()


@register.filter
def condition(finding: Finding, conditions: Conditions) -> str:
    return reasons.condition(finding.topic, conditions)


@register.filter
def reason(finding: Finding, conditions: Conditions) -> str:
    return reasons.reason(finding, conditions)
