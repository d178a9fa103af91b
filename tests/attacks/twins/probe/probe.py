from honest import *  # noqa: F403

if __name__ == "__main__":
    main()  # noqa: F405
