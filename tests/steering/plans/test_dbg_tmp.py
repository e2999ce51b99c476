import pytest
from tests.factories import plans as make
from tests.factories.units import province
from tests.factories.access import actor_as
from caicach.steering.plans.models import Plan
from caicach.steering.plans import permissions
@pytest.mark.django_db
def test_x(client_of):
    root=province()
    make.plan(root, code="qua-trang", published=False, tasks=[])
    a=actor_as('reform_officer',root)
    print(a.scopes[:1] if len(str(a.scopes))<2000 else [ (s.units, 'plans.edit' in s.permissions) for s in a.scopes])
    print(a.scope(permissions.EDIT), Plan.objects.visible_to(a), root.pk)
    c=client_of(role='reform_officer',unit=root)
    r=c.get('/ke-hoach/qua-trang/'); print(r.status_code); r=c.get('/ke-hoach/qua-trang/nhap/'); print(r.status_code); r=c.get('/ke-hoach/qua-trang/ra-soat/?ban=du-thao'); print(r.status_code)
    print(r.content.decode()[:200])
    assert 0
