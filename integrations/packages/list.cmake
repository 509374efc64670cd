# SPDX-License-Identifier: MIT
# The packages. What is configured for a tool is a package of its own, so that nobody gets files for a tool that he does
# not use; what links libcurl is, too.
xf_package(base xenfacts SECTION admin KIND base CONFFILE /etc/xenfacts/xenfacts.yaml
	SUMMARY "mode and features that a Xen guest is really using"
	DESCRIPTION
"xenfacts tells in which mode a machine runs on Xen (PV, HVM, PVHVM, PVH, or
dom0), for disk, network, interrupts, timers, motherboard and privileged
instructions apart, and shows the evidence for each answer: which file of
the kernel said so, what it said, and what speaks against it. It only reads,
and what cannot be known is unknown, with the reason.
.
Its agent keeps the facts fresh, in files where other tools look for them:
see the packages xenfacts-ansible, xenfacts-facter, xenfacts-prometheus and
xenfacts-salt. The module for Puppet is in /usr/share/xenfacts/puppet.")
install(DIRECTORY DESTINATION /etc/xenfacts/conf.d COMPONENT base EXCLUDE_FROM_ALL)

xf_package(dev xenfacts-dev SECTION libdevel EXACT
	SUMMARY "probe plugins of one's own for xenfacts"
	DESCRIPTION
"xenfacts tells in which mode a machine runs on Xen, and shows the evidence.
What it looks at, plugins say.
.
This package has the headers that plugins are written against, a library of
what they may share, a manual page and an example. 'xenfacts plugin new'
writes a plugin to begin with.")

if(TARGET sink_http)
	xf_package(http xenfacts-plugin-http SECTION admin KIND http EXACT
		SUMMARY "reports of xenfacts by HTTP"
		DESCRIPTION
"xenfacts tells in which mode a machine runs on Xen, and shows the evidence.
.
With this package its agent sends each changed report to a server, as JSON
by HTTPS. It is a package of its own because it needs libcurl.")
	foreach(unit IN ITEMS xenfacts xenfacts-once)
		install(FILES ${CMAKE_SOURCE_DIR}/integrations/systemd/http.conf COMPONENT http
			DESTINATION lib/systemd/system/${unit}.service.d)
	endforeach()
endif()

if(TARGET module_imds)
	xf_package(cloud xenfacts-plugin-cloud SECTION admin KIND http EXACT
		SUMMARY "instance type and region of EC2 for xenfacts"
		DESCRIPTION
"xenfacts tells in which mode a machine runs on Xen, and shows the evidence.
.
With this package its agent can ask EC2's instance metadata service for the
type of the instance, its region, and its virtualization as EC2 names it. It
does so when it is configured to. It is a package of its own because it needs
libcurl.")
	foreach(unit IN ITEMS xenfacts xenfacts-once)
		install(FILES ${CMAKE_SOURCE_DIR}/integrations/systemd/cloud.conf COMPONENT cloud
			DESTINATION lib/systemd/system/${unit}.service.d)
	endforeach()
endif()

xf_package(ansible xenfacts-ansible SECTION admin KIND adapter ALL ENHANCES "ansible-core, ansible"
	CONFFILE /etc/xenfacts/conf.d/ansible.yaml WRITES /etc/ansible/facts.d/xenfacts.fact
	SUMMARY "Xen mode and features as a local fact of Ansible"
	DESCRIPTION
"xenfacts tells in which mode a machine runs on Xen, and shows the evidence.
.
With this package its agent keeps the file of a local fact up to date, so
that plays find all of it below ansible_local.xenfacts. It is for the hosts
that plays are about, where Ansible itself need not be.")

xf_package(facter xenfacts-facter SECTION admin KIND adapter ALL ENHANCES facter
	CONFFILE /etc/xenfacts/conf.d/facter.yaml WRITES /etc/facter/facts.d/xenfacts.json
	SUMMARY "Xen mode and features as a fact of Facter"
	DESCRIPTION
"xenfacts tells in which mode a machine runs on Xen, and shows the evidence.
.
With this package its agent keeps the file of an external fact up to date,
so that Facter, and with it Puppet and OpenVox, have the structured fact
xenfacts.")

xf_package(salt xenfacts-salt SECTION admin KIND salt ALL ENHANCES salt-minion
	CONFFILE /etc/salt/minion.d/xenfacts.conf
	SUMMARY "Xen mode and features as a grain of Salt"
	DESCRIPTION
"xenfacts tells in which mode a machine runs on Xen, and shows the evidence.
.
This package has the grain xenfacts, by which a master targets minions, and
the line of the minion's configuration that finds it. Restart a minion that
runs already.")

xf_package(prometheus xenfacts-prometheus SECTION admin KIND adapter ALL RECOMMENDS prometheus-node-exporter
	CONFFILE /etc/xenfacts/conf.d/prometheus.yaml
	WRITES /var/lib/prometheus/node-exporter/xenfacts.prom
	SUMMARY "Xen mode and features as metrics of Prometheus"
	DESCRIPTION
"xenfacts tells in which mode a machine runs on Xen, and shows the evidence.
.
With this package its agent writes metrics for the textfile collector of the
node exporter: mode, features, devices and interrupts by their kind.")
