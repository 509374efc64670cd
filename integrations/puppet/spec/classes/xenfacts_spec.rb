# frozen_string_literal: true

# SPDX-License-Identifier: MIT

require_relative '../spec_helper'

describe 'xenfacts' do
  let(:facts) { { 'os' => { 'family' => 'Debian' } } }
  let(:script) { '/etc/facter/facts.d/xenfacts.sh' }

  context 'without parameters' do
    it { is_expected.to compile.with_all_deps }
    it { is_expected.to contain_package('xenfacts').only_with_ensure('installed') }
    it { is_expected.to contain_file(script).with_ensure('absent') }
    it { is_expected.not_to contain_exec('mkdir -p /etc/facter/facts.d') }
  end

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

  { 'Debian' => 'dpkg', 'RedHat' => 'rpm' }.each do |family, provider|
    context "with a package file on #{family}" do
      let(:facts) { { 'os' => { 'family' => family } } }
      let(:params) { { package_source: '/root/x', package_ensure: 'latest', package_name: 'xf' } }

      it { is_expected.to contain_package('xf').with(ensure: 'latest', source: '/root/x', provider: provider) }
    end
  end

  context 'without managing the package' do
    let(:params) { { manage_package: false } }

    it { is_expected.to compile.with_all_deps }
    it { is_expected.not_to contain_package('xenfacts') }
  end

  [{ fact: 'both' }, { package_source: 'relative' }, { external_dir: 'relative' }, { package_name: '' }].each do |wrong|
    context "with #{wrong}" do
      let(:params) { wrong }

      it { is_expected.to compile.and_raise_error(/parameter '#{wrong.keys.first}'/) }
    end
  end
end
