# SPDX-License-Identifier: MIT

# @summary The external fact.
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
}
