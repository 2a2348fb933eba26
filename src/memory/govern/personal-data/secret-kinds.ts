/** Credentials: keys, tokens, passwords. A leaked one is used within minutes, so these are redacted by default. */

import type { PersonalDataKind } from './personal-data-kind.ts'

function secret(name: string, pattern: RegExp): PersonalDataKind {
  return { name, group: 'secret', pattern }
}

export const secretKinds: readonly PersonalDataKind[] = [
  secret(
    'private-key',
    /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----BEGIN|-----END)[\s\S]){0,20000}(?:-----END (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----)?/g,
  ),
  secret('aws-access-key', /\b(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA)[A-Z2-7\d]{16}\b/g),
  secret(
    'aws-secret-key',
    /\baws.{0,30}?(?:secret|key).{0,20}?["'\s:=]{1,4}(?<value>[A-Za-z\d/+=]{40})(?![A-Za-z\d/+=])/gi,
  ),
  secret('github-token', /\b(?:gh[pousr]_[A-Za-z\d]{30,255}|github_pat_[A-Za-z\d_]{22,255})\b/g),
  secret('gitlab-token', /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat)-[\w-]{20,64}/g),
  secret('slack-token', /\bxox[abeoprs]-[A-Za-z\d-]{10,250}/g),
  secret('slack-webhook', /https:\/\/hooks\.slack\.com\/services\/[\w/]{20,120}/g),
  secret('stripe-key', /\b[rsp]k_(?:live|test)_[A-Za-z\d]{16,250}\b/g),
  secret('google-api-key', /\bAIza[\w-]{35}(?![\w-])/g),
  secret('google-oauth-token', /\bya29\.[\w-]{20,500}/g),
  secret('sk-ant-key', /\bsk-ant-[\w-]{20,250}/g),
  secret('sk-key', /\bsk-(?!ant-)(?:proj-|svcacct-|admin-)?[A-Za-z\d_-]{20,250}/g),
  secret('huggingface-token', /\bhf_[A-Za-z\d]{30,60}\b/g),
  secret('npm-token', /\bnpm_[A-Za-z\d]{36}\b/g),
  secret('pypi-token', /\bpypi-[\w-]{50,250}/g),
  secret('sendgrid-key', /\bSG\.[\w-]{16,40}\.[\w-]{30,60}/g),
  secret('twilio-key', /\b(?:SK|AC)[a-f\d]{32}\b/g),
  secret('mailgun-key', /\bkey-[a-f\d]{32}\b/g),
  secret('digitalocean-token', /\bdo[opr]_v1_[a-f\d]{64}\b/g),
  secret('azure-storage-key', /\bAccountKey=(?<value>[A-Za-z\d+/]{60,100}={0,2})/g),
  secret('telegram-bot-token', /\b\d{8,10}:AA[\w-]{32,35}(?![\w-])/g),
  secret('jwt', /\beyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{10,2000}/g),
  secret('bearer-token', /\bBearer\s+(?<value>[\w.~+/-]{16,2000}={0,2})/gi),
  secret(
    'url-credentials',
    /\b[a-z][a-z\d+.-]{1,20}:\/\/(?<value>[^\s/:@]{1,100}:[^\s/@]{1,200})@/gi,
  ),
  secret(
    'password',
    /(?<![\p{L}\d])(?:pass(?:word|wd|code|phrase)?|pwd|pw|passwort|kennwort|contraseña|mot de passe|senha|пароль|密码|パスワード)(?:\s{1,2}(?:is|was|ist|est|es|for [\w ]{1,30} is)|\s?[:=]|は)\s{0,2}["'“‘«「`]?(?<value>(?=[^\s"'”’»」`]{0,63}[\d!@#$%^&*_+=?-])[^\s"'”’»」`,;]{5,64})/giu,
  ),
  secret(
    'api-key',
    /\b(?:api|access|auth|client|secret|private|app)[ _-]?(?:key|token|secret)(?:\s{1,2}is|\s?[:=])\s{0,2}["'`]?(?<value>(?=[\w.+/=-]{0,200}\d)[\w.+/=-]{16,200})/gi,
  ),
  secret(
    'one-time-code',
    /\b(?:verification|security|one[- ]time|login|confirmation|2fa|otp|sms|authentication)\s(?:pass)?code(?:\s(?:is|was))?\s?:?\s?(?<value>\d{3}[ -]?\d{3}|\d{4,8}|[A-Z]-\d{6})\b/gi,
  ),
  secret(
    'pin',
    /\bPIN(?:\s(?:code|number))?(?:\s(?:is|was|for [\w ]{1,30} is)|\s?[:=])\s?(?<value>\d{4,8})\b/g,
  ),
  secret(
    'recovery-phrase',
    /\b(?:seed|recovery|mnemonic|backup)\s(?:phrase|words)(?:\s(?:is|are))?\s?:?\s{0,2}["“]?(?<value>(?:[a-z]{3,8}\s){11}(?:(?:[a-z]{3,8}\s){3}){0,4}[a-z]{3,8})\b/gi,
  ),
  secret(
    'session-cookie',
    /\b(?:session[_-]?id|sessid|phpsessid|jsessionid|connect\.sid|auth_token|csrf_?token)\s?[=:]\s?["']?(?<value>[\w%.+/=-]{16,300})/gi,
  ),
]
