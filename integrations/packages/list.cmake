# SPDX-License-Identifier: MIT
# The packages. The configuration for each tool is a separate package, so that nobody gets files for an unused tool; the
# code that links libcurl is separate, too.
xf_package(base xenfacts SECTION admin KIND base CONFFILE /etc/xenfacts/xenfacts.yaml
	SUMMARY "mode and features that a Xen guest really uses"
	DESCRIPTION
"xenfacts reports which mode a machine runs in on Xen (PV, HVM, PVHVM, PVH,
or dom0), separately for disk, network, interrupts, timers, motherboard and
privileged instructions. It shows the evidence for and against each answer:
the kernel's files and their contents. It only reads, and an answer that
cannot be determined is unknown, with the reason.
.
Its agent keeps the facts up to date in files that other tools read: see the
packages xenfacts-ansible, xenfacts-facter, xenfacts-prometheus and
xenfacts-salt. The module for Puppet is in /usr/share/xenfacts/puppet.")
install(DIRECTORY DESTINATION /etc/xenfacts/conf.d COMPONENT base EXCLUDE_FROM_ALL)

xf_package(dev xenfacts-dev SECTION libdevel EXACT
	SUMMARY "development files for xenfacts probe plugins"
	DESCRIPTION
"xenfacts reports which mode a Xen guest really runs in, with the evidence.
Its plugins define what it reads.
.
This package contains the headers for plugins, a library of shared code, a
manual page and an example. 'xenfacts plugin new' writes a working plugin to
start from.")

if(TARGET sink_http)
	xf_package(http xenfacts-plugin-http SECTION admin KIND http EXACT
		SUMMARY "HTTP delivery of xenfacts reports"
		DESCRIPTION
"xenfacts reports which mode a Xen guest really runs in, with the evidence.
.
With this package, its agent sends each changed report to a server as JSON
over HTTPS. It is a separate package because it needs libcurl.")
	foreach(unit IN ITEMS xenfacts xenfacts-once)
		install(FILES ${CMAKE_SOURCE_DIR}/integrations/systemd/http.conf COMPONENT http
			DESTINATION lib/systemd/system/${unit}.service.d)
	endforeach()
endif()

if(TARGET module_imds)
	xf_package(cloud xenfacts-plugin-cloud SECTION admin KIND http EXACT
		SUMMARY "EC2 instance type and region for xenfacts"
		DESCRIPTION
"xenfacts reports which mode a Xen guest really runs in, with the evidence.
.
With this package, its agent can query EC2's instance metadata service for
the instance's type, its region, and EC2's name for its virtualization. It
does so only if configured. It is a separate package because it needs
libcurl.")
	foreach(unit IN ITEMS xenfacts xenfacts-once)
		install(FILES ${CMAKE_SOURCE_DIR}/integrations/systemd/cloud.conf COMPONENT cloud
			DESTINATION lib/systemd/system/${unit}.service.d)
	endforeach()
endif()

xf_package(ansible xenfacts-ansible SECTION admin KIND adapter ALL ENHANCES "ansible-core, ansible"
	CONFFILE /etc/xenfacts/conf.d/ansible.yaml WRITES /etc/ansible/facts.d/xenfacts.fact
	SUMMARY "Xen mode and features as a local fact for Ansible"
	DESCRIPTION
"xenfacts reports which mode a Xen guest really runs in, with the evidence.
.
With this package, its agent keeps the file of a local fact up to date, so
that plays find the facts below ansible_local.xenfacts. Install it on managed
hosts, where Ansible itself is not needed.")

xf_package(facter xenfacts-facter SECTION admin KIND adapter ALL ENHANCES facter
	CONFFILE /etc/xenfacts/conf.d/facter.yaml WRITES /etc/facter/facts.d/xenfacts.json
	SUMMARY "Xen mode and features as a fact for Facter"
	DESCRIPTION
"xenfacts reports which mode a Xen guest really runs in, with the evidence.
.
With this package, its agent keeps the file of an external fact up to date,
so that Facter, and with it Puppet and OpenVox, has the structured fact
xenfacts.")

xf_package(salt xenfacts-salt SECTION admin KIND salt ALL ENHANCES salt-minion
	CONFFILE /etc/salt/minion.d/xenfacts.conf
	SUMMARY "Xen mode and features as a grain for Salt"
	DESCRIPTION
"xenfacts reports which mode a Xen guest really runs in, with the evidence.
.
This package contains the grain xenfacts, which a master can use to target
minions, an execution module that shows the evidence, a state that installs
and configures xenfacts, a beacon that reports changes, and the minion
configuration that finds them. Restart a running minion.")

xf_package(prometheus xenfacts-prometheus SECTION admin KIND adapter ALL RECOMMENDS prometheus-node-exporter
	CONFFILE /etc/xenfacts/conf.d/prometheus.yaml
	WRITES /var/lib/prometheus/node-exporter/xenfacts.prom
	SUMMARY "Xen mode and features as metrics for Prometheus"
	DESCRIPTION
"xenfacts reports which mode a Xen guest really runs in, with the evidence.
.
With this package, its agent writes metrics for the node exporter's textfile
collector: mode, features, and devices and interrupts by kind.")
