# SPDX-License-Identifier: MIT

# @summary The external fact, and what either fact holds.
#
# @api private
class xenfacts::fact {
  $script = "${xenfacts::external_dir}/xenfacts.sh"
  if $xenfacts::fact == 'external' {
    # Not a file resource: another module may manage this folder, and its parents need not exist.
    exec { "mkdir -p ${xenfacts::external_dir}":
      path    => '/usr/bin:/bin',
      creates => $xenfacts::external_dir,
      before  => File[$script],
    }
    $ensure = file
  } else {
    $ensure = absent
  }
  file { $script:
    ensure => $ensure,
    owner  => 'root',
    group  => 'root',
    mode   => '0755',
    source => 'puppet:///modules/xenfacts/xenfacts.sh',
  }

  $full = '/etc/xenfacts/facter.full'
  $removed = $xenfacts::manage_package and $xenfacts::package_ensure in ['absent', 'purged']
  if $xenfacts::fact_profile == 'full' and !$removed {
    # The package has this folder, an installation from source need not.
    exec { "mkdir -p for ${full}":
      command => 'mkdir -p /etc/xenfacts',
      path    => '/usr/bin:/bin',
      creates => '/etc/xenfacts',
      before  => File[$full],
    }
    $full_ensure = file
  } else {
    $full_ensure = absent
  }
  file { $full:
    ensure  => $full_ensure,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => "# Written by Puppet, class xenfacts: as long as this file exists, Facter gets all facts.\n",
  }
}
