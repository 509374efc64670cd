# frozen_string_literal: true

# SPDX-License-Identifier: MIT

require 'json'

# The report of `xenfacts` about this machine. The program and its arguments are fixed: it is not searched in PATH,
# since the environment must not choose what a node reports. If an external fact of the same name exists, Facter prefers
# it and never calls this block. Facts of every node are kept in PuppetDB, so these are what machines are selected by, unless
# root wants all on this node; the class xenfacts makes that file.
Facter.add(:xenfacts) do
  confine kernel: 'Linux'

  setcode do
    unknown = ->(error) { { 'domain' => 'unknown', 'error' => error, 'mode' => 'unknown', 'schema' => 1 } }
    program = ['/usr/bin/xenfacts', '/usr/local/bin/xenfacts'].find { |path| File.executable?(path) }
    # No warning: before its first catalogue a node has no program, and the warning would appear in every run.
    next unknown.call('there is no xenfacts in /usr/bin or /usr/local/bin: install it') unless program

    profile = File.exist?('/etc/xenfacts/facter.full') ? 'full' : 'slim'
    begin
      answer = Facter::Core::Execution.execute("#{program} facts --format facter --profile #{profile}", timeout: 10)
      # Facter reads in the locale's encoding, which is often C; JSON would let broken UTF-8 pass.
      answer = answer.dup.force_encoding(Encoding::UTF_8)
      facts = JSON.parse(answer)['xenfacts'] if answer.valid_encoding?
      raise TypeError, 'no facts' unless %w[domain mode].all? { |key| facts[key].is_a?(String) }

      JSON.generate(facts) # refuses half of a surrogate pair, for which Facter would fail
      facts
    rescue StandardError
      error = "#{program} printed no facts within 10 seconds: run it to see why"
      Facter.warn("xenfacts: #{error}")
      unknown.call(error)
    end
  end
end
