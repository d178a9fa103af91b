"""
Utils Package
=============

This package contains utility helpers that are used throughout the package.
"""
