# SPDX-License-Identifier: MIT

# @summary Installs xenfacts, the program that tells in which mode a Xen guest really is, and its fact `xenfacts`.
#
# The module's custom fact is there on every node that has the module in its environment, whether this class is
# declared or not. On a node without the program the fact says mode `unknown`; from the run after this class has
# installed it, it says the mode.
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
# @param manage_package
#   Whether the package is managed here; false if the program comes another way.
# @param package_name
#   Its name.
# @param package_ensure
#   `installed`, `latest`, `absent` or a version.
# @param package_source
#   A package file on the node, for dpkg or rpm. Without it, the node's package manager finds the package.
# @param fact
#   Who asks the program: `custom`, the Ruby fact that comes by pluginsync and that Puppet alone sees, or `external`, a
#   script in `external_dir` that plain `facter` sees too. Never both: Facter does not call the first if the second
#   answers.
# @param external_dir
#   Where Facter looks for external facts. Debian's Facter looks nowhere else, upstream's looks there as well.
class xenfacts (
  Boolean $manage_package = true,
  String[1] $package_name = 'xenfacts',
  String[1] $package_ensure = 'installed',
  Optional[Pattern[/\A\//]] $package_source = undef,
  Enum['custom', 'external'] $fact = 'custom',
  Pattern[/\A\//] $external_dir = '/etc/facter/facts.d',
) {
  if $manage_package {
    # A repository knows nothing of a file, so the tool below the package manager must take it.
    $provider = $package_source ? {
      undef   => undef,
      default => $facts['os']['family'] ? {
        'Debian' => 'dpkg',
        default  => 'rpm',
      },
    }
    package { $package_name:
      ensure   => $package_ensure,
      source   => $package_source,
      provider => $provider,
    }
  }

  if $fact == 'external' {
    # Not a file resource: another module may manage this folder, and its parents need not be there.
    exec { "mkdir -p ${external_dir}":
      path    => '/usr/bin:/bin',
      creates => $external_dir,
      before  => File["${external_dir}/xenfacts.sh"],
    }
    $script = file
  } else {
    $script = absent
  }
  file { "${external_dir}/xenfacts.sh":
    ensure => $script,
    owner  => 'root',
    group  => 'root',
    mode   => '0755',
    source => 'puppet:///modules/xenfacts/xenfacts.sh',
  }
}
