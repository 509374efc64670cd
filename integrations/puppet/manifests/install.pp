# SPDX-License-Identifier: MIT

# @summary The package.
#
# @api private
class xenfacts::install {
  if $xenfacts::manage_package {
    $provider = $xenfacts::package_source ? {
      undef   => undef,
      default => $xenfacts::package_source_provider,
    }
    package { $xenfacts::package_name:
      ensure   => $xenfacts::package_ensure,
      source   => $xenfacts::package_source,
      provider => $provider,
    }
  }
}
