# SPDX-License-Identifier: MIT
"""What the tests in Python share. A script puts the folder tests/ on sys.path and imports from here; what one suite
alone needs stays beside that suite, under the name of what it is.

    checks        checks that are counted, and how a failure is worded
    waiting       waiting for something, with patience
    processes     programs that are run, and programs that go on while the test does
    files         files, scripts and secrets that a test writes
    xenfacts      the program that was built, the guests, and programs that replay one
    delivery      one delivery by a sink (tests/sinks/drive.c)
    servers       servers on loopback that answer well or ill; certificates for them
    tools         the real tools: environments to install them in, their versions
    page          a page of docs/ as a test
    queries       the fleet queries of the pages, and which bundled guests each selects
    elf           what a program or a shared object consists of
    linked        which libraries, and which glibc, it needs
    hardening     whether it has the protections of hardening.cmake
    roots         clean Debians, and commands in them
"""
