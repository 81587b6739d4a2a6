const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/u))

/** Suggested values of open vocabularies, by the name that the standard gives them without `-ov` (chapter 10). */
export const vocabularies = {
  'account-type': words('facebook ldap nis openid radius skype tacacs twitter unix windows-local windows-domain'),
  'attack-motivation': words(`accidental coercion dominance ideology notoriety organizational-gain personal-gain
    personal-satisfaction revenge unpredictable`),
  'attack-resource-level': words('individual club contest team organization government'),
  'grouping-context': words('suspicious-activity malware-analysis unspecified'),
  'identity-class': words('individual group system organization class unknown'),
  'implementation-language': words(`applescript bash c c++ c# go java javascript lua objective-c perl php powershell
    python ruby rust scala swift typescript visual-basic x86-32 x86-64`),
  'indicator-type': words(`anomalous-activity anonymization benign compromised malicious-activity attribution unknown`),
  'industry-sector': words(`agriculture aerospace automotive chemical commercial communications construction defense
    education energy entertainment financial-services government emergency-services government-local
    government-national government-public-services government-regional healthcare hospitality-leisure infrastructure
    dams nuclear water insurance legal manufacturing mining non-profit pharmaceuticals retail technology
    telecommunications transportation utilities`),
  'infrastructure-type': words(`amplification anonymization botnet command-and-control control-system exfiltration
    firewall hosting-malware hosting-target-lists phishing reconnaissance routers-switches staging workstation unknown`),
  'malware-capabilities': words(`accesses-remote-machines anti-debugging anti-disassembly anti-emulation
    anti-memory-forensics anti-sandbox anti-vm captures-input-peripherals captures-output-peripherals
    captures-system-state-data cleans-traces-of-infection commits-fraud communicates-with-c2
    compromises-data-availability compromises-data-integrity compromises-system-availability controls-local-machine
    degrades-security-software degrades-system-updates determines-c2-server emails-spam escalates-privileges evades-av
    exfiltrates-data fingerprints-host hides-artifacts hides-executing-code infects-files infects-remote-machines
    installs-other-components persists-after-system-reboot prevents-artifact-access prevents-artifact-deletion
    probes-network-environment self-modifies steals-authentication-credentials violates-system-operational-integrity`),
  'malware-result': words('malicious suspicious benign unknown'),
  'malware-type': words(`adware backdoor bot bootkit ddos downloader dropper exploit-kit keylogger ransomware
    remote-access-trojan resource-exploitation rogue-security-software rootkit screen-capture spyware trojan unknown
    virus webshell wiper worm`),
  'pattern-type': words('stix pcre sigma snort suricata yara'),
  'processor-architecture': words('alpha arm ia-64 mips powerpc sparc x86 x86-64'),
  region: words(`africa eastern-africa middle-africa northern-africa southern-africa western-africa americas caribbean
    central-america latin-america-caribbean northern-america south-america asia central-asia eastern-asia southern-asia
    south-eastern-asia western-asia europe eastern-europe northern-europe southern-europe western-europe oceania
    antarctica australia-new-zealand melanesia micronesia polynesia`),
  'report-type': words(`attack-pattern campaign identity incident indicator intrusion-set malware observed-data
    threat-actor threat-report tool vulnerability`),
  'threat-actor-type': words(`activist competitor crime-syndicate criminal hacker insider-accidental
    insider-disgruntled nation-state private-sector sensationalist spy terrorist unknown`),
  'threat-actor-role': words(`agent director independent infrastructure-architect infrastructure-operator
    malware-author sponsor`),
  'threat-actor-sophistication': words('none minimal intermediate advanced expert innovator strategic'),
  'tool-type': words(`denial-of-service exploitation information-gathering network-capture credential-exploitation
    remote-access vulnerability-scanning unknown`),
  'windows-pebinary-type': words('dll exe sys'),
  'marking-definition-type': words('statement tlp'),
} as const satisfies Readonly<Record<string, ReadonlySet<string>>>

export type Vocabulary = keyof typeof vocabularies

/** Hash algorithms (section 10.7) and how long their hexadecimal values are, where they are hexadecimal. */
export const hashAlgorithms: ReadonlyMap<string, RegExp> = new Map([
  ['MD5', /^[0-9a-fA-F]{32}$/u],
  ['SHA-1', /^[0-9a-fA-F]{40}$/u],
  ['SHA-256', /^[0-9a-fA-F]{64}$/u],
  ['SHA-512', /^[0-9a-fA-F]{128}$/u],
  ['SHA3-256', /^[0-9a-fA-F]{64}$/u],
  ['SHA3-512', /^[0-9a-fA-F]{128}$/u],
  ['SSDEEP', /^[a-zA-Z0-9/+:.]{1,128}$/u],
  // 35 bytes in hexadecimal; newer releases put `T1` before them.
  ['TLSH', /^(?:T1)?[0-9a-zA-Z]{70}$/u],
])

export const extensionTypes = [
  'new-sdo',
  'new-sco',
  'new-sro',
  'property-extension',
  'toplevel-property-extension',
] as const
