# frozen_string_literal: true

# SPDX-License-Identifier: MIT

require_relative '../../spec_helper'

describe 'the fact xenfacts' do
  subject(:fact) { Facter.fact(:xenfacts).value }

  let(:program) { '/usr/bin/xenfacts' }
  let(:kernel) { 'Linux' }
  let(:profile) { 'slim' }

  before do
    Facter.clear
    allow(Facter.fact(:kernel)).to receive(:value).and_return(kernel)
    allow(File).to receive(:exist?).and_call_original
    allow(File).to receive(:exist?).with('/etc/xenfacts/facter.full').and_return(profile == 'full')
    allow(File).to receive(:executable?).and_call_original
    ['/usr/local/bin/xenfacts', '/usr/bin/xenfacts'].each do |path|
      allow(File).to receive(:executable?).with(path).and_return(path == program)
    end
    load File.expand_path('../../../lib/facter/xenfacts.rb', __dir__)
  end

  def answer(text)
    allow(Facter::Core::Execution).to receive(:execute)
      .with("#{program} facts --format facter --profile #{profile}", timeout: 10).and_return(text)
  end

  ['/usr/bin/xenfacts', '/usr/local/bin/xenfacts'].each do |path|
    context "with #{path}" do
      let(:program) { path }

      it 'is what the program says' do
        answer('{"xenfacts": {"domain": "domU", "mode": "pvh", "features": {"count": 1}}}')
        expect(fact).to eq('domain' => 'domU', 'mode' => 'pvh', 'features' => { 'count' => 1 })
      end
    end
  end

  context 'with the file that asks for all facts' do
    let(:profile) { 'full' }

    it 'is all facts' do
      answer('{"xenfacts": {"domain": "domU", "mode": "pvh", "block": {"count": 2}}}')
      expect(fact['block']).to eq('count' => 2)
    end
  end

  it 'reads UTF-8 whatever the locale' do
    answer('{"xenfacts": {"domain": "domU", "mode": "pv", "label": "Müller"}}'.dup.force_encoding('US-ASCII'))
    expect(fact['label']).to eq('Müller')
  end

  context 'without the program' do
    let(:program) { nil }

    it 'says so in the fact, without a warning' do
      expect(Facter).not_to receive(:warn)
      expect(fact).to include('domain' => 'unknown', 'mode' => 'unknown', 'error' => /install it/)
    end
  end

  ['', 'garbage', '[]', '{"mode": "pv"}', '{"xenfacts": "pv"}', '{"xenfacts": {"mode": "pv"', '{"xenfacts": {}}',
   '{"xenfacts": {"domain": "domU", "mode": "pv", "x": "\\udc00"}}',
   "{\"xenfacts\": {\"mode\": \"\xff\"}}"].each do |wrong|
    it "warns once of #{wrong.inspect}" do
      answer(wrong)
      expect(Facter).to receive(:warn).once
      expect(fact).to include('domain' => 'unknown', 'mode' => 'unknown', 'error' => /#{program} printed no facts/)
    end
  end

  it 'survives a program that cannot be run' do
    allow(Facter::Core::Execution).to receive(:execute).and_raise(Facter::Core::Execution::ExecutionFailure)
    allow(Facter).to receive(:warn)
    expect(fact['mode']).to eq('unknown')
  end

  context 'when the kernel is not Linux' do
    let(:kernel) { 'windows' }

    it('is not there') { expect(fact).to be_nil }
  end
end
