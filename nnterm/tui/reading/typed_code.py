"""What a widget is in which code is typed, for those who need not know more of it than that."""


class TypedCode:
    """A mark: keys type code here. The editor itself brings much along, and few steps have one."""
