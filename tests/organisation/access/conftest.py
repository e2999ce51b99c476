"""What tests of signing in share."""

import pytest

from tests.foundation.running.installation import Installation


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    """A whole installation with the accounts of five people who have addresses."""
    installation = Installation(tmp_path_factory.mktemp("signin"))
    installation.start_for_another_province()
    for name in ("lan", "hung", "mai", "thao", "khanh"):
        installation.run("createadmin", "--username", name, "--email", f"{name}@mau.gov.vn")
    return installation
