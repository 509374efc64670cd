# SPDX-License-Identifier: MIT

# @summary The agent's unit.
#
# @api private
class xenfacts::service {
  $absent = $xenfacts::manage_package and $xenfacts::package_ensure in ['absent', 'purged']
  if $xenfacts::manage_service and !$absent {
    service { $xenfacts::service_name:
      ensure => $xenfacts::service_ensure,
      enable => $xenfacts::service_enable,
    }
  }
}
