# -*- coding: latin-1 -*-
# ÿþé
