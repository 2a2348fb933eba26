/**
 * What a chat looks like where a model file has no template: ChatML if the vocabulary has its two tokens, else lines of `role: text`.
 *
 * Neither knows tools; what models of such files were trained on is unknown, so a note goes with either.
 */

export const chatMlTemplate = `{%- for message in messages -%}
<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}
<|im_start|>assistant
{% endif -%}`

export const plainTemplate = `{{- bos_token -}}
{%- for message in messages -%}
{{ message.role }}: {{ message.content }}
{% endfor -%}
{%- if add_generation_prompt -%}
assistant:{% endif -%}`

export const chatMlTokens = ['<|im_start|>', '<|im_end|>'] as const
