"""Addresses of elements: pages below /elements/, the API below /api/v1/elements/."""

from django.urls import path

from chengshu.data.elements.views import element, lists
from chengshu.data.elements.views.endpoints import router

__all__ = ["app_name", "router", "urlpatterns"]

app_name = "elements"
urlpatterns = [
    path("", lists.list_elements, name="list"),
    path("load/", lists.load_elements, name="load"),
    path("new/", element.edit_element, name="new"),
    path("<slug:code>/", element.show_element, name="element"),
    path("<slug:code>/edit/", element.edit_element, name="edit"),
    path("<slug:code>/aliases/", element.save_aliases, name="aliases"),
    path("<slug:code>/teach/", element.teach, name="teach"),
    path("<slug:code>/forget/<int:key>/", element.forget, name="forget"),
    path("<slug:code>/end/", element.end, name="end"),
]
