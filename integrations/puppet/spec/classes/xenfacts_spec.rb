# frozen_string_literal: true

# SPDX-License-Identifier: MIT

require_relative '../spec_helper'

describe 'xenfacts' do
  include RspecPuppetFacts

  extend RspecPuppetFacts

  # The newest systems are not in every FacterDB; their family decides.
  families = { 'Debian' => 'dpkg', 'RedHat' => 'rpm', 'Suse' => 'rpm', 'Gentoo' => 'rpm' }
  on_supported_os.transform_values { |facts| [facts, families.fetch(facts[:os]['family'])] }
                 .merge(families.to_h { |name, tool| ["the family #{name}", [{ 'os' => { 'family' => name } }, tool]] })
                 .each do |os, (os_facts, provider)|
    context "on #{os}" do
      let(:facts) { os_facts }
      let(:script) { '/etc/facter/facts.d/xenfacts.sh' }
      let(:config) { '/etc/xenfacts/conf.d/puppet.yaml' }

      context 'without parameters' do
        it { is_expected.to compile.with_all_deps }
        it { is_expected.to contain_package('xenfacts').only_with_ensure('installed') }
        it { is_expected.to contain_file(script).with_ensure('absent') }
        it { is_expected.to contain_file(config).with_ensure('absent') }
        it { is_expected.to contain_file('/etc/xenfacts/facter.full').with_ensure('absent') }
        it { is_expected.to have_service_resource_count(0) }
        it { is_expected.to have_exec_resource_count(0) }
      end

      context 'with a package file' do
        let(:params) { { package_source: '/root/x', package_ensure: 'latest', package_name: 'xf' } }

        it { is_expected.to contain_package('xf').with(ensure: 'latest', source: '/root/x', provider: provider) }
      end

      context 'with the agent' do
        let(:params) do
          { manage_service: true, settings: { 'interval' => '10m', 'uevents' => false },
            sinks: { 'prometheus' => { 'preset' => 'prometheus' } }, plugins: { 'irq' => false } }
        end

        it { is_expected.to compile.with_all_deps }
        it { is_expected.to contain_file(config).with(ensure: 'file', owner: 'root', mode: '0644') }
        it { is_expected.to contain_exec('mkdir -p /etc/xenfacts/conf.d').that_comes_before("File[#{config}]") }
        it { is_expected.to contain_file(config).with_validate_cmd(%r{PATH=/usr/bin:/usr/local/bin; .* config check}) }
        it { is_expected.to contain_service('xenfacts.service').with(ensure: 'running', enable: true) }
        it { is_expected.to contain_class('xenfacts::install').that_comes_before('Class[xenfacts::config]') }
        it { is_expected.to contain_class('xenfacts::config').that_notifies('Class[xenfacts::service]') }

        it 'writes the configuration' do
          written = YAML.safe_load(catalogue.resource('file', config)[:content])
          expect(written).to eq('interval' => '10m', 'uevents' => false, 'plugins' => { 'irq' => false },
                                'sinks' => { 'prometheus' => { 'preset' => 'prometheus' } })
        end
      end
    end
  end

  context 'with one system' do
    let(:facts) { { 'os' => { 'family' => 'Debian' } } }
    let(:script) { '/etc/facter/facts.d/xenfacts.sh' }
    let(:config) { '/etc/xenfacts/conf.d/puppet.yaml' }

    context 'with an external fact' do
      let(:params) { { fact: 'external' } }

      it { is_expected.to compile.with_all_deps }
      it { is_expected.to contain_file(script).with(ensure: 'file', mode: '0755', owner: 'root', group: 'root') }
      it { is_expected.to contain_exec('mkdir -p /etc/facter/facts.d').that_comes_before("File[#{script}]") }
    end

    context 'with an external fact elsewhere' do
      let(:params) { { fact: 'external', external_dir: '/opt/facts.d' } }

      it { is_expected.to contain_file('/opt/facts.d/xenfacts.sh').with_ensure('file') }
      it { is_expected.not_to contain_file(script) }
    end

    %w[custom external].each do |way|
      context "with all facts in the #{way} fact" do
        let(:params) { { fact: way, fact_profile: 'full', config_file: '/etc/xenfacts/x.yaml', settings: { 'history' => 9 } } }

        it { is_expected.to compile.with_all_deps }
        it { is_expected.to contain_file('/etc/xenfacts/facter.full').with(ensure: 'file', mode: '0644', owner: 'root') }
        it { is_expected.to contain_exec('mkdir -p for /etc/xenfacts/facter.full').with_creates('/etc/xenfacts') }
      end
    end

    context 'without managing the package' do
      let(:params) { { manage_package: false } }

      it { is_expected.to compile.with_all_deps }
      it { is_expected.not_to contain_package('xenfacts') }
    end

    context 'with the timer' do
      let(:params) { { manage_service: true, service_name: 'xenfacts-once.timer', service_enable: false } }

      it { is_expected.to contain_service('xenfacts-once.timer').with(ensure: 'running', enable: false) }
    end

    context 'with a service that is to be stopped' do
      let(:params) { { manage_service: true, service_ensure: 'stopped' } }

      it { is_expected.to contain_service('xenfacts.service').with_ensure('stopped') }
    end

    %w[absent purged].each do |gone|
      context "with a package that is #{gone}" do
        let(:params) do
          { package_ensure: gone, manage_service: true, settings: { 'interval' => '10m' }, fact_profile: 'full' }
        end

        it { is_expected.to contain_package('xenfacts').with_ensure(gone) }
        it { is_expected.to contain_file(config).with_ensure('absent') }
        it { is_expected.to contain_file('/etc/xenfacts/facter.full').with_ensure('absent') }
        it { is_expected.to have_service_resource_count(0) }
      end
    end

    context 'with another file' do
      let(:params) { { config_file: '/etc/xenfacts/conf.d/ours.yaml', sinks: { 'facter' => { 'preset' => 'facter' } } } }

      it { is_expected.to contain_file('/etc/xenfacts/conf.d/ours.yaml').with_content(/preset: facter/) }
    end

    [{ fact: 'both' }, { fact_profile: 'all' }, { package_source: 'relative' }, { external_dir: 'relative' }, { package_name: '' },
     { service_name: 'sshd.service' }, { service_ensure: 'enabled' }, { config_file: '/etc/x.conf' },
     { settings: { 'interval' => %w[a b] } }, { sinks: { 'facter' => true } }].each do |wrong|
      context "with #{wrong}" do
        let(:params) { wrong }

        it { is_expected.to compile.and_raise_error(/parameter '#{wrong.keys.first}'/) }
      end
    end
  end
end
