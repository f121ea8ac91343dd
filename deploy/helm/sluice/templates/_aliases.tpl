{{/* Of admin.aliases, all as JSON: what the gateway reads. */}}
{{- define "sluice.aliases" -}}
{{- $aliases := list -}}
{{- range .Values.admin.aliases -}}
{{- $alias := pick . "path" "vocabulary" "tls" -}}
{{- $aliases = append $aliases (set $alias "listen" (printf "0.0.0.0:%d" (int .port))) -}}
{{- end -}}
{{- toJson $aliases -}}
{{- end }}

{{/* The ports, each once: several paths may share one. */}}
{{- define "sluice.aliasPorts" -}}
{{- $ports := list -}}
{{- range .Values.admin.aliases -}}
{{- $ports = append $ports (dict "name" (printf "alias-%d" (int .port)) "containerPort" (int .port)) -}}
{{- end -}}
{{- uniq $ports | toJson -}}
{{- end }}

{{/* Those of the Service. */}}
{{- define "sluice.aliasServicePorts" -}}
{{- $ports := list -}}
{{- range .Values.admin.aliases -}}
{{- if .servicePort -}}
{{- $name := printf "alias-%d" (int .servicePort) -}}
{{- $ports = append $ports (dict "name" $name "port" (int .servicePort) "targetPort" (printf "alias-%d" (int .port))) -}}
{{- end -}}
{{- end -}}
{{- uniq $ports | toJson -}}
{{- end }}

{{/* The names under which the admin port is called: admin.hosts, and that Service's. */}}
{{- define "sluice.hosts" -}}
{{- $hosts := .Values.admin.hosts -}}
{{- if include "sluice.aliasServicePorts" . | fromJsonArray -}}
{{- $name := printf "%s-aliases" (include "sluice.fullname" .) -}}
{{- $inNamespace := printf "%s.%s" $name .Release.Namespace -}}
{{- $hosts = concat $hosts (list $name $inNamespace (printf "%s.svc" $inNamespace)) -}}
{{- end -}}
{{- uniq $hosts | toJson -}}
{{- end }}
