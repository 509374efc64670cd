# frozen_string_literal: true

# SPDX-License-Identifier: MIT

require 'puppet'
require 'facter'
require 'rspec-puppet'
require 'rspec-puppet-facts'
require 'yaml'

# rspec-puppet wants the folder around the module, and the module's folder in there called `xenfacts`.
RSpec.configure do |config|
  config.mock_with :rspec
  config.module_path = File.expand_path('../..', __dir__)
  # The newest that Debian 12's FacterDB has.
  config.default_facter_version = '4.2.0'
end
