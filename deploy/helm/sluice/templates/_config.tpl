{{/* What no schema can say, for it is about two values at once. */}}
{{- define "sluice.check" -}}
{{- $kind := dig "store" "kind" "sqlite" .Values.config -}}
{{- if ne $kind "redis" -}}
{{- if or (gt (int .Values.replicas) 1) .Values.autoscaling.enabled -}}
{{- fail (printf "more than one gateway needs config.store.kind: redis; it is %s" $kind) -}}
{{- end -}}
{{- end -}}
{{- if and (eq $kind "sqlite") (not .Values.persistence.enabled) -}}
{{- fail "config.store.kind: sqlite needs persistence.enabled, or all is lost with the pod" -}}
{{- end -}}
{{- include "sluice.checkAdmin" . -}}
{{- end }}

{{- define "sluice.checkAdmin" -}}
{{- $tls := .Values.admin.tls.existingSecret -}}
{{- if and .Values.admin.tls.clientCa.existingSecret (not $tls) -}}
{{- fail "admin.tls.clientCa needs admin.tls.existingSecret: certificates are shown over HTTPS only" -}}
{{- end -}}
{{- range .Values.admin.aliases -}}
{{- if and .tls (not $tls) -}}
{{- fail (printf "admin.aliases: tls of the port %d needs admin.tls.existingSecret" (int .port)) -}}
{{- end -}}
{{- if and .servicePort (or (gt (int $.Values.replicas) 1) $.Values.autoscaling.enabled) -}}
{{- fail (printf "admin.aliases: servicePort %d needs one gateway: each scrape would reach another one" (int .servicePort)) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* The file that the gateway reads: config, and what the chart knows better. */}}
{{- define "sluice.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- $server := dict "listen" "0.0.0.0:8080" "drain_timeout" (printf "%ds" (int .Values.drain.timeoutSeconds)) -}}
{{- if .Values.tls.existingSecret -}}
{{- $_ := set $server "tls" (dict "certificate" "/etc/sluice/tls/tls.crt" "private_key" "/etc/sluice/tls/tls.key") -}}
{{- end -}}
{{- $_ := set $config "server" (merge $server ($config.server | default dict)) -}}
{{- $store := $config.store | default (dict "kind" "sqlite") -}}
{{- if eq $store.kind "sqlite" -}}
{{- $_ := set $store "path" "/var/lib/sluice/sluice.db" -}}
{{- else if eq $store.kind "redis" -}}
{{- $_ := set $store "path" "/var/lib/sluice/gateway" -}}
{{- end -}}
{{- $_ := set $config "store" $store -}}
{{- $users := list -}}
{{- range .Values.admin.users -}}
{{- $user := dict "name" .name "role" .role -}}
{{- if .tokenHashKey -}}
{{- $_ := set $user "token_hash" (printf "${file:/etc/sluice/admin/%s}" .tokenHashKey) -}}
{{- end -}}
{{- if .passwordHashKey -}}
{{- $_ := set $user "password_hash" (printf "${file:/etc/sluice/admin/%s}" .passwordHashKey) -}}
{{- end -}}
{{- $users = append $users $user -}}
{{- end -}}
{{- $admin := dict "listen" "0.0.0.0:9464" "allow" .Values.admin.allow "users" $users -}}
{{- if .Values.admin.tls.existingSecret -}}
{{- $tls := dict "certificate" "/etc/sluice/admin-tls/tls.crt" "private_key" "/etc/sluice/admin-tls/tls.key" -}}
{{- if .Values.admin.tls.clientCa.existingSecret -}}
{{- $_ := set $tls "client_ca" "/etc/sluice/admin-client-ca/ca.crt" -}}
{{- end -}}
{{- $_ := set $admin "tls" $tls -}}
{{- end -}}
{{- with include "sluice.hosts" . | fromJsonArray -}}
{{- $_ := set $admin "hosts" . -}}
{{- end -}}
{{- with include "sluice.aliases" . | fromJsonArray -}}
{{- $_ := set $admin "aliases" . -}}
{{- end -}}
{{- $_ := set $config "admin" $admin -}}
{{- toYaml $config -}}
{{- end }}
