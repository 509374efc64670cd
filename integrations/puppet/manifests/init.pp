# SPDX-License-Identifier: MIT

# @summary Installs xenfacts, the program that reports which mode a Xen guest really runs in, its fact and its agent.
#
# Every node that has the module in its environment has the module's custom fact, whether this class is declared or
# not. On a node without the program, the fact's mode is `unknown`; from the run after this class has installed the
# program, it is the real mode.
#
# @example Install the package of this name from the node's own repositories
#   include xenfacts
#
# @example Install a file that is already on the node
#   class { 'xenfacts':
#     package_source => '/root/xenfacts_1.0.0_amd64.deb',
#   }
#
# @example Have the fact in plain `facter` too
#   class { 'xenfacts':
#     fact => 'external',
#   }
#
# @example Have all facts, not only those that machines are selected by
#   class { 'xenfacts':
#     fact_profile => 'full',
#   }
#
# @example Run the agent, which scans every ten minutes and writes the facts for Prometheus
#   class { 'xenfacts':
#     manage_service => true,
#     settings       => { 'interval' => '10m' },
#     sinks          => { 'prometheus' => { 'preset' => 'prometheus' } },
#   }
#
# @example Instead of the agent, scan at boot and each hour
#   class { 'xenfacts':
#     manage_service => true,
#     service_name   => 'xenfacts-once.timer',
#   }
#
# @param manage_package
#   Whether this class manages the package; set it to false if the program is installed in another way.
# @param package_name
#   Name of the package.
# @param package_ensure
#   `installed`, `latest`, `absent`, `purged` or a version. Without the package, the class manages no service, and
#   removes the configuration that it wrote.
# @param package_source
#   A package file on the node, for dpkg or rpm. Without it, the node's package manager finds the package.
# @param package_source_provider
#   Puppet's provider for a package file; the module's Hiera data name it for each family of operating systems.
# @param fact
#   How Facter runs the program: `custom`, the Ruby fact that comes by pluginsync and that only Puppet sees, or
#   `external`, a script in `external_dir` that plain `facter` sees too. Never both: Facter does not call the first if
#   the second answers.
# @param fact_profile
#   What the fact holds, in either way: `slim`, what machines are selected by (mode, domain, spectrum, problems, version,
#   platform; some 350 bytes), or `full`, all facts (some 12 KB). Full is a file on the node,
#   `/etc/xenfacts/facter.full`, so the fact has it from the next run on.
# @param external_dir
#   Folder of Facter's external facts. Debian's Facter reads only the default folder; upstream's also reads it.
# @param settings
#   Settings of the agent, as in `xenfacts.yaml(5)`. From Hiera, this and the next two are merged deeply.
# @param sinks
#   The agent's sinks, by their names, each with its settings.
# @param plugins
#   The agent's plugins, by their names, each with its settings.
# @param config_file
#   Where these are written; if there are none, this file is removed. The program checks the file before it replaces
#   the old one.
# @param manage_service
#   Whether this class manages the service. Otherwise it stays as the package or the administrator has set it, and a
#   changed configuration has its effect at the service's next start.
# @param service_name
#   The unit: the agent, or `xenfacts-once.timer`, which does the same work at boot and each hour.
# @param service_ensure
#   Whether the unit is to run.
# @param service_enable
#   Whether the unit is to start at boot.
class xenfacts (
  Enum['dpkg', 'rpm'] $package_source_provider,
  Boolean $manage_package = true,
  String[1] $package_name = 'xenfacts',
  String[1] $package_ensure = 'installed',
  Optional[Pattern[/\A\//]] $package_source = undef,
  Enum['custom', 'external'] $fact = 'custom',
  Enum['slim', 'full'] $fact_profile = 'slim',
  Pattern[/\A\//] $external_dir = '/etc/facter/facts.d',
  Hash[String[1], Scalar] $settings = {},
  Hash[String[1], Hash[String[1], Scalar]] $sinks = {},
  Hash[String[1], Variant[Boolean, Hash[String[1], Scalar]]] $plugins = {},
  Pattern[/\A\/.*\.yaml\z/] $config_file = '/etc/xenfacts/conf.d/puppet.yaml',
  Boolean $manage_service = false,
  Enum['xenfacts.service', 'xenfacts-once.timer'] $service_name = 'xenfacts.service',
  Enum['running', 'stopped'] $service_ensure = 'running',
  Boolean $service_enable = true,
) {
  contain xenfacts::install
  contain xenfacts::config
  contain xenfacts::service
  contain xenfacts::fact

  Class['xenfacts::install'] -> Class['xenfacts::config'] ~> Class['xenfacts::service']
}
