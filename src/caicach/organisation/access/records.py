"""What setting up loads: roles, sample accounts, another province's accounts."""

from datetime import datetime
from pathlib import Path

from caicach.foundation.kernel.actor import Actor
from caicach.foundation.records import demo_accounts_from, init_file, setup_step
from caicach.organisation.access import operations


def _import(*, path: Path, by: Actor, at: datetime) -> int:
    return operations.import_users(file=Path(path), by=by, at=at)


setup_step(220, "Vai trò", operations.load_reference, everywhere=True)
setup_step(220, "Tài khoản mẫu", operations.make_samples, sample=True)
init_file("users", 220, "Tài khoản (CSV)", _import)
demo_accounts_from(operations.demo_accounts)
