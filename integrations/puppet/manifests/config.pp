# SPDX-License-Identifier: MIT

# @summary The agent's configuration.
#
# @api private
class xenfacts::config {
  $maps = { 'sinks' => $xenfacts::sinks, 'plugins' => $xenfacts::plugins }
  $configuration = $xenfacts::settings + $maps.filter |$_name, $entries| { !$entries.empty }

  if $configuration.empty or ($xenfacts::manage_package and $xenfacts::package_ensure in ['absent', 'purged']) {
    file { $xenfacts::config_file:
      ensure => absent,
    }
  } else {
    # The package has this folder, an installation from source need not.
    $folder = regsubst($xenfacts::config_file, '/[^/]+\z', '')
    exec { "mkdir -p ${folder}":
      path    => '/usr/bin:/bin',
      creates => $folder,
      before  => File[$xenfacts::config_file],
    }
    # The program itself judges the file; it is not searched in PATH.
    file { $xenfacts::config_file:
      ensure       => file,
      owner        => 'root',
      group        => 'root',
      mode         => '0644',
      content      => template('xenfacts/puppet.yaml.erb'),
      validate_cmd => "/bin/sh -c 'PATH=/usr/bin:/usr/local/bin; exec xenfacts config check \"\$1\"' sh %",
    }
  }
}
