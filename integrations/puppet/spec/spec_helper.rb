# frozen_string_literal: true

# SPDX-License-Identifier: MIT

require 'puppet'
require 'facter'
require 'rspec-puppet'

# rspec-puppet wants the folder around the module, and the module's folder in there called `xenfacts`.
RSpec.configure do |config|
  config.mock_with :rspec
  config.module_path = File.expand_path('../..', __dir__)
end
