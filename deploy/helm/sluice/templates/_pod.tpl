{{- define "sluice.pod" -}}
metadata:
  labels:
    {{- include "sluice.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # A changed configuration is a new pod.
    checksum/config: {{ include "sluice.config" . | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "sluice.serviceAccount" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  terminationGracePeriodSeconds: {{ add (int .Values.drain.preStopSeconds) (int .Values.drain.timeoutSeconds) 15 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: { type: RuntimeDefault }
  containers:
    - name: gateway
      image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: [ run, --config, /etc/sluice/config/gateway.yaml ]
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ ALL ] }
      ports:
        - { name: data, containerPort: 8080 }
        - { name: admin, containerPort: 9464 }
        {{- range include "sluice.aliasPorts" . | fromJsonArray }}
        - { name: {{ .name }}, containerPort: {{ int .containerPort }} }
        {{- end }}
      env:
        - { name: GATEWAY_JAVA_OPTS, value: {{ .Values.javaOptions | quote }} }
      {{- with .Values.secrets.env }}
      envFrom:
        {{- range . }}
        - secretRef: { name: {{ . | quote }} }
        {{- end }}
      {{- end }}
      # Asked on the data port, which needs no login for them.
      startupProbe:
        {{- include "sluice.probe" (dict "root" . "path" "/healthz") | nindent 8 }}
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        {{- include "sluice.probe" (dict "root" . "path" "/healthz") | nindent 8 }}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        {{- include "sluice.probe" (dict "root" . "path" "/readyz") | nindent 8 }}
        periodSeconds: 5
        timeoutSeconds: 3
        failureThreshold: 2
      lifecycle:
        # The gateway stops listening as soon as it is told to stop: before that, nobody must send it anything more.
        preStop: { exec: { command: [ sleep, {{ .Values.drain.preStopSeconds | toString | quote }} ] } }
      resources: {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - { name: config, mountPath: /etc/sluice/config, readOnly: true }
        - { name: admin, mountPath: /etc/sluice/admin, readOnly: true }
        {{- if .Values.tls.existingSecret }}
        - { name: tls, mountPath: /etc/sluice/tls, readOnly: true }
        {{- end }}
        {{- if .Values.admin.tls.existingSecret }}
        - { name: admin-tls, mountPath: /etc/sluice/admin-tls, readOnly: true }
        {{- end }}
        {{- if .Values.admin.tls.clientCa.existingSecret }}
        - { name: admin-client-ca, mountPath: /etc/sluice/admin-client-ca, readOnly: true }
        {{- end }}
        {{- range $index, $name := .Values.secrets.files }}
        - { name: secret-{{ $index }}, mountPath: {{ printf "/etc/sluice/secrets/%s" $name | quote }}, readOnly: true }
        {{- end }}
        - { name: state, mountPath: /var/lib/sluice }
        - { name: tmp, mountPath: /tmp }
  volumes:
    - name: config
      configMap: { name: {{ include "sluice.fullname" . }} }
    - name: admin
      secret:
        secretName: {{ .Values.admin.existingSecret | quote }}
        defaultMode: 0440
        items:
          {{- range .Values.admin.users }}
          {{- $key := .tokenHashKey | default .passwordHashKey }}
          - { key: {{ $key | quote }}, path: {{ $key | quote }} }
          {{- end }}
    {{- with .Values.tls.existingSecret }}
    - name: tls
      secret: { secretName: {{ . | quote }}, defaultMode: 0440 }
    {{- end }}
    {{- with .Values.admin.tls.existingSecret }}
    - name: admin-tls
      secret: { secretName: {{ . | quote }}, defaultMode: 0440 }
    {{- end }}
    {{- with .Values.admin.tls.clientCa }}
    {{- if .existingSecret }}
    - name: admin-client-ca
      secret:
        secretName: {{ .existingSecret | quote }}
        defaultMode: 0440
        # That key alone: beside it may be the authority's private one.
        items: [ { key: {{ .key | quote }}, path: ca.crt } ]
    {{- end }}
    {{- end }}
    {{- range $index, $name := .Values.secrets.files }}
    - name: secret-{{ $index }}
      secret: { secretName: {{ $name | quote }}, defaultMode: 0440 }
    {{- end }}
    {{- if not .Values.persistence.enabled }}
    - name: state
      emptyDir: {}
    {{- end }}
    - name: tmp
      emptyDir: { sizeLimit: 256Mi }
  {{- with .Values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    {{- with .Values.topologySpreadConstraints }}
    {{- toYaml . | nindent 4 }}
    {{- else }}
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels: {{- include "sluice.selector" . | nindent 10 }}
    {{- end }}
{{- end }}

{{- define "sluice.probe" -}}
httpGet: { path: {{ .path }}, port: data, scheme: {{ if .root.Values.tls.existingSecret }}HTTPS{{ else }}HTTP{{ end }} }
{{- end }}
