/**
 * SHA-256, lower-case hex, of every seed and Ed25519 public key that stands in a standard's examples, in our vectors or in our
 * tests. A node refuses to start with one of them.
 */
export const publishedKeys: ReadonlySet<string> = new Set([
  '644d50ab64864c20a12b3c4656d46b4a48f69ef7c47ecdc8415cd28316b22ef5', // RFC 8032
  '3d2d9682cdba529682a152f678e25c6c29847bf2588ca4e1b3023c1579f9958d', // RFC 8032
  'd8eca0cca720d33bf6d9a3e8057053ff6a4d19a62a9874fa7f7004ea662fb2f9', // RFC 8032
  '28024a74943422cca068bb8189df16977c0cd8b322fcdf9c782f59ab6c0aa7e9', // RFC 8032
  '918a483206abfc9207f58443b4403c208a687265175377ea43db32a0def92492', // RFC 8032
  '0dfff16e27b94057a601222e24ce5c8d5528daef25dd4cf150b8b4f637b7129a', // X-Wing draft
  'b320492ea2fbcf7179549aeac64c00d47ea86a8da415261f2e45483448ac001c', // vectors/act/cases.json
  'ff07afa6eca82ab60b20fe70c83567d4ee42ef54f8e71339e5d3a5d33531b42d', // vectors/act/cases.json
  'f9d0b2e17fa29c62e173d68160dd7335e92cd06e95613c50d01fb6a8ca76c50f', // vectors/act/cases.json
  '749681cbd26ce38c17fbdfd66f680c5b8a9cae2527f38d959d89defc44eff81f', // vectors/act/cases.json
  '3c24603b5584d49c6f8fbc2452c82aeaeb2f701f9d8422a53f2234c8f62a101f', // vectors/act/cases.json
  '8010a6d181eca3e282f887c15d788c761a8ce5b7c1acb1a0a2c808005981279d', // vectors/act/cases.json
  '218b240d9a69df34d3277a8ae4d2be03dc3effa4d0a60155a554fd97fdab19c1', // vectors/act/cases.json
  'd0a1f0c127cce9d812e7e6059d829e35d8d3750d077e6f0141ece5912e0fd5dd', // vectors/act/cases.json
  '314d953176560be69ad861c0b56e2d54a433aa3017b24b3682260f03fa2c5b1f', // vectors/act/cases.json
  'f11998c0c2b1390f929d1539e0c1753e874d2685d8c2cc69d029335093b2e8d2', // vectors/act/cases.json
  '33c1a4cc78ce6c48081a109122a0c3518a9f0c7446ab9697407e89f7ee0d7a5f', // vectors/act/cases.json
  '253d64801ddd883f31c2199878ce327959ac138f6d2752cd8ece841edbdc30ee', // vectors/act/cases.json
  '0fc8b07100b3c0e78ee1c189b58f9d6a5649f0ba6652424e84b4f58f3a614d7d', // src/protocol/suite/known-answers.ts
])
