import sys

from packer.interfaces.cli import main

sys.exit(main())
