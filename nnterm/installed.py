"""Which release of a library is installed, under whatever name it was: TensorFlow comes in several builds."""

from importlib.metadata import PackageNotFoundError, packages_distributions, version


def installed(package: str) -> tuple[str, str] | None:
    """Name and version of the distribution that is `package`, or that brings it as a module; None where nothing does.

    `tensorflow` may be there as `tensorflow-cpu`, which is `("tensorflow-cpu", "2.21.0")`.
    """
    try:
        return package, version(package)
    except PackageNotFoundError:
        pass
    # It reads the lists of files of everything that is installed, so it comes second.
    for name in packages_distributions().get(package, []):
        return name.replace("_", "-"), version(name)
    return None


def installed_version(package: str) -> str:
    """The version of `package`, or `missing`."""
    found = installed(package)
    return found[1] if found is not None else "missing"
