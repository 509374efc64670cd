# SPDX-License-Identifier: MIT
# What a catalogue sees of the facts, in a file.
file { '/var/answer':
  content => inline_template('<%= require "json"; @facts["xenfacts"].to_json %>'),
}
