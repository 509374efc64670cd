# SPDX-License-Identifier: MIT

# @summary Installs xenfacts, the program that reports which mode a Xen guest really runs in, and its fact `xenfacts`.
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
# @param manage_package
#   Whether this class manages the package; set it to false if the program is installed in another way.
# @param package_name
#   Name of the package.
# @param package_ensure
#   `installed`, `latest`, `absent` or a version.
# @param package_source
#   A package file on the node, for dpkg or rpm. Without it, the node's package manager finds the package.
# @param fact
#   How Facter runs the program: `custom`, the Ruby fact that comes by pluginsync and that only Puppet sees, or
#   `external`, a script in `external_dir` that plain `facter` sees too. Never both: Facter does not call the first if
#   the second answers.
# @param external_dir
#   Folder of Facter's external facts. Debian's Facter reads only the default folder; upstream's also reads it.
class xenfacts (
  Boolean $manage_package = true,
  String[1] $package_name = 'xenfacts',
  String[1] $package_ensure = 'installed',
  Optional[Pattern[/\A\//]] $package_source = undef,
  Enum['custom', 'external'] $fact = 'custom',
  Pattern[/\A\//] $external_dir = '/etc/facter/facts.d',
) {
  if $manage_package {
    # A repository cannot install a file, so use the tool below the package manager.
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
    # Not a file resource: another module may manage this folder, and its parents need not exist.
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
