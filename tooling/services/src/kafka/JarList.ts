/** One jar: its path in Maven Central, its size, and the SHA-512 of its bytes. */
export interface Jar {
  readonly path: string
  readonly bytes: number
  /** Hexadecimal. */
  readonly sha512: string
}

/** Kafka 4 runs on Java 17 and needs no ZooKeeper; the newest line that the client is tested against. */
export const version = "4.2.2"

/**
 * Everything that a broker of this version loads: `org.apache.kafka:kafka_2.13` with its runtime dependencies, and the bridge from its
 * logging to log4j.
 *
 * The digests were computed from the files after Maven Central's own checksums (.sha512, or .sha1 where there is none) had vouched for them.
 */
export const jars: ReadonlyArray<Jar> = [
  {
    path: "at/yawk/lz4/lz4-java/1.11.2/lz4-java-1.11.2.jar",
    bytes: 897831,
    sha512:
      "247e5f9940c5ca91da6f4d3494a7d49dbf9d078511a3e597cfddc0d4fe17b02133d1c783714928a29f1b30ad576813116e22f4d11dca3a4f67e72df442f171b8"
  },
  {
    path: "com/dynatrace/hash4j/hash4j/0.22.0/hash4j-0.22.0.jar",
    bytes: 316573,
    sha512:
      "f9deacf0f72e3e9850529eb37a69c7bf08827e84a8047add5236f52ef109113b16e8d5b9799c605fdffa7178984923f97fd9004e869192adcfbd645b3cdf8375"
  },
  {
    path: "com/fasterxml/jackson/core/jackson-annotations/2.21/jackson-annotations-2.21.jar",
    bytes: 82104,
    sha512:
      "d832a99867acc2d5afb2596da760c50e6a6b54c1bbc8e6c4186f267a16e1d55c7a916ef8b034ad6b277c41e3342b91dcdc2e3dcea8bdccfe89e7c147894591be"
  },
  {
    path: "com/fasterxml/jackson/core/jackson-core/2.21.6/jackson-core-2.21.6.jar",
    bytes: 594296,
    sha512:
      "a136a96e3a5262b97b47b44cc52e9ff47a53a2d8c4a8429fb10e67c212109ec2dd8702eeebcecda52197caf5bdfbf2029c5317ebe3ec28e6426c901f39e40e89"
  },
  {
    path: "com/fasterxml/jackson/core/jackson-databind/2.21.6/jackson-databind-2.21.6.jar",
    bytes: 1707967,
    sha512:
      "42ff6cd31058348fda3cf487d7dee6e205c0984ff433150273667e618dff4fd6ce27eb25a2e57a4277ab998325c6e261c28799f985cf647d44f34925386dbe3a"
  },
  {
    path: "com/fasterxml/jackson/dataformat/jackson-dataformat-csv/2.21.6/jackson-dataformat-csv-2.21.6.jar",
    bytes: 107833,
    sha512:
      "1fb21cb381059b13847896203a1fb209b3618add29f8c92912c7583ddb4e98a75a8ec106a10caded2f257d7d5a03ab440a49a2ce3db97aea795587dca24c501a"
  },
  {
    path: "com/fasterxml/jackson/dataformat/jackson-dataformat-yaml/2.21.6/jackson-dataformat-yaml-2.21.6.jar",
    bytes: 61422,
    sha512:
      "c0f2d2dd2dfb1e537b7a50129437511b910a6aab1d23618988837a5a23139a89dd27ca6f2d86bda58e6efcbca2bc9ad4b45051bfdad2c4c1205da4affb911811"
  },
  {
    path: "com/fasterxml/jackson/datatype/jackson-datatype-jdk8/2.21.6/jackson-datatype-jdk8-2.21.6.jar",
    bytes: 36039,
    sha512:
      "855122a09e48d28bbdeabf6b0f52f4cc4f1da0273bd89d4c78782ce02c47024ef9fec3e75db537f240e523f2ba0518f5735bdccaf68a73558000ec29d4e5dd46"
  },
  {
    path: "com/github/ben-manes/caffeine/caffeine/3.2.0/caffeine-3.2.0.jar",
    bytes: 906581,
    sha512:
      "898fe3e0c069424d2f2741e8b94c8ef1c3ec8ed6aad0b04d8ccff0167ee7ad8cd66b227606c7f408e188479e9a4dcdae0b1ce7c0207576e0a3fa74636cd3415a"
  },
  {
    path: "com/github/luben/zstd-jni/1.5.6-10/zstd-jni-1.5.6-10.jar",
    bytes: 7305999,
    sha512:
      "fdc73c64ba40b3a89c14b3cd2313c19e2867b9e202ed0dadcf33de37fb904bd1b6ba73abd754794acad3a81c6e43852cdc0f850b6b090d414ba65598eda6f47e"
  },
  {
    path: "com/google/re2j/re2j/1.8/re2j-1.8.jar",
    bytes: 114335,
    sha512:
      "f556b098dc29ed8fbfa7ecd343b457c49c4deda80dc495ed164297a415328c20d7c89b17cb240f6d2f92607828db52e4f13b66b11277e33e6ebc34a97832da86"
  },
  {
    path: "com/typesafe/scala-logging/scala-logging_2.13/3.9.6/scala-logging_2.13-3.9.6.jar",
    bytes: 61614,
    sha512:
      "d8ca79d63782dfc59c58a81555d785e9de59920078aa78986ebc56744a22067a8b90b537992909a8fac0f0101dcf4d7e9113317cacaeb5028b42fe2545bf2c73"
  },
  {
    path: "com/yammer/metrics/metrics-core/2.2.0/metrics-core-2.2.0.jar",
    bytes: 82123,
    sha512:
      "be650071978532268b3d0381cae820700fba6ac8d0c13f681a4e81ccbb6f097a258063aa5de942c6ebe8915f55c08a4c6df44f04de1cedcfccfdada6049a7f00"
  },
  {
    path: "commons-beanutils/commons-beanutils/1.11.0/commons-beanutils-1.11.0.jar",
    bytes: 246806,
    sha512:
      "4348670579601bc1151de2f27414635c4ea0b4b53061d116c09ba319e2c4f8e91d0cb0713a964668bd5189105ac1e2b6590881850880bf5ff23cc6409f270420"
  },
  {
    path: "commons-collections/commons-collections/3.2.2/commons-collections-3.2.2.jar",
    bytes: 588337,
    sha512:
      "51c72f9aca7726f3c387095e66be85a6df97c74b00a25434b89188c1b8eab6e2b55accf7b9bd412430d22bd09324dec076e300b3d1fa39fccad471f0f2a3da16"
  },
  {
    path: "commons-digester/commons-digester/2.1/commons-digester-2.1.jar",
    bytes: 196768,
    sha512:
      "a2c822690786b41e0a02506c7aaf7e8a4b8251ea71d6978ee03e82b11ca242e49386d6da84dbc7182d5a6fb167822aed200da2d97e2f264d63ccf8f1b9681ac8"
  },
  {
    path: "commons-logging/commons-logging/1.3.5/commons-logging-1.3.5.jar",
    bytes: 73737,
    sha512:
      "b6d66333cec2746cc410ca3b27099c4647618a1855783bac064c75eec95c643dab184010e5c875aca3c7fa827aed144488a1820604a043bbff93116de509f915"
  },
  {
    path: "commons-validator/commons-validator/1.10.1/commons-validator-1.10.1.jar",
    bytes: 203132,
    sha512:
      "4891bd02932cb2a8b1f33ab0a127d0c82a0a632df0f2a83ea87d3f9a56b7a6eabbeb4e5f0c706ea62e1aab0be2efc6327d86e53b117ccdfdc9a37f5520f8237a"
  },
  {
    path: "net/sf/jopt-simple/jopt-simple/5.0.4/jopt-simple-5.0.4.jar",
    bytes: 78146,
    sha512:
      "cbc27e0b6da6ae4b6245353d6626d2e3c171c3026a555fa21e8ef61b30714e286db85086d1a57c167016e8a7f07be2a243e34b3ab504b1877806f3bcec5df986"
  },
  {
    path: "net/sourceforge/argparse4j/argparse4j/0.7.0/argparse4j-0.7.0.jar",
    bytes: 90347,
    sha512:
      "4148e97241c85e9b75c9d72147023d3c917dd8d21e5ab6249e520cb95d38e9e185bd5a3a8d2a180955837113218c6a7be4d5c1bbc3a11790a515f8680c5becff"
  },
  {
    path: "org/apache/kafka/kafka-clients/4.2.2/kafka-clients-4.2.2.jar",
    bytes: 10238460,
    sha512:
      "4aab0bfcd118bfda52bcda4181fc66b4b304cbb22d9abc124a3865cf900207c5d7ebc32e91421cde3d79722b7ecbfae386fb53cf69b4a796633e9a9130e2f248"
  },
  {
    path: "org/apache/kafka/kafka-coordinator-common/4.2.2/kafka-coordinator-common-4.2.2.jar",
    bytes: 119713,
    sha512:
      "10010cf2574254a7bf678e0c7e96f5683aa07ef00474bf6350431455920c0ae8e632b39174bda24e81951b2a8f5cc365d3aa24ff5db883cd4b400dfc10625803"
  },
  {
    path: "org/apache/kafka/kafka-group-coordinator-api/4.2.2/kafka-group-coordinator-api-4.2.2.jar",
    bytes: 11807,
    sha512:
      "6b58b25ed9b5e4278c4fcaa829ea021d39e58fd73bb118ab6739d3513e04066e8fa047703c17396c00e263ec3f33e01f90984e7ff5791e63e4803582ffd4fbda"
  },
  {
    path: "org/apache/kafka/kafka-group-coordinator/4.2.2/kafka-group-coordinator-4.2.2.jar",
    bytes: 974895,
    sha512:
      "7fdfc76a682f5289f4a3e741478f6bd4ae6af688d0da8550d6438f82c90290f060546bb2d82748ed077f42904b9564eb1fb40682b330ebaced9c4cac37e06c55"
  },
  {
    path: "org/apache/kafka/kafka-metadata/4.2.2/kafka-metadata-4.2.2.jar",
    bytes: 865743,
    sha512:
      "49a904298ece1b72dfb8c63f79c45b5db3364eb6ac2b5242ffb9b9f200fc51e3651494a296e32397001fc8913a9159deeff2999331164a1b892607fc7afc96bc"
  },
  {
    path: "org/apache/kafka/kafka-raft/4.2.2/kafka-raft-4.2.2.jar",
    bytes: 311685,
    sha512:
      "d08ce55049da6bd49ef319772fc62beff60c28251276a39cfdeb83fa305dacb14f3bfb2d1fe2fc99be6432bd3023414dde480129211138cc78c4aeba5dca071e"
  },
  {
    path: "org/apache/kafka/kafka-server-common/4.2.2/kafka-server-common-4.2.2.jar",
    bytes: 384522,
    sha512:
      "18ad558310c984f5562ce2dfcd39de0712fb5d0997666cd8c63068cd23c77b8d47546e0920587e1962c0c6027654eaeda1caf8923782fdeb70874d882d7dcd0f"
  },
  {
    path: "org/apache/kafka/kafka-server/4.2.2/kafka-server-4.2.2.jar",
    bytes: 271543,
    sha512:
      "3c5634b018c8b24974a828afcd19e357b898a86d755c1ffac953b18b2cdafde60800e6836c4ea9bca515824fbb45eaa290adcb7d9b5b2c3bc147b0f599d20205"
  },
  {
    path: "org/apache/kafka/kafka-share-coordinator/4.2.2/kafka-share-coordinator-4.2.2.jar",
    bytes: 114622,
    sha512:
      "736e061e0ee47013455ef6b4eef18680ee7ec8fd10fad30a47242cf7a084d48210e4d0a745432f2107519200abe7c962cdd8037c8566fb6699a672a060bcbe5c"
  },
  {
    path: "org/apache/kafka/kafka-storage-api/4.2.2/kafka-storage-api-4.2.2.jar",
    bytes: 28390,
    sha512:
      "2c3b6aee3e045abcfa537d0c5b3a17e9eac1baee15e6822367334ef937ed1b14be7f99a8bc94f32fe0524dfb16a43639f3a3df40c226007e0900bae7cfe58045"
  },
  {
    path: "org/apache/kafka/kafka-storage/4.2.2/kafka-storage-4.2.2.jar",
    bytes: 608461,
    sha512:
      "471b4a890a4affae7c978dae3221ee39e71f0333290376073a56e503ddb4e8a2e80fe72b395d762a2fb203cc68b0a216cc2cfa8c400d734465eedf21b6cf819e"
  },
  {
    path: "org/apache/kafka/kafka-tools-api/4.2.2/kafka-tools-api-4.2.2.jar",
    bytes: 9072,
    sha512:
      "1b2fc68b6757c0745ca9419da21ab42ed90c98526c9281990884a9abe1c9ac04b29c7a63bee813f82e4117949f7382af8f86437dd47353cf9e904013c95d7cd4"
  },
  {
    path: "org/apache/kafka/kafka-transaction-coordinator/4.2.2/kafka-transaction-coordinator-4.2.2.jar",
    bytes: 60554,
    sha512:
      "a2550c903fb3453e5e0fafd011a8af0d93b935726314e3698a10d5a6b554c381cd5bf1804f7bf0686f8177f324184b0d74e595d5572302d90e0c2c7ff7306655"
  },
  {
    path: "org/apache/kafka/kafka_2.13/4.2.2/kafka_2.13-4.2.2.jar",
    bytes: 1933689,
    sha512:
      "93fb09f61db34f2e25cc583724ec16211f1773a6bb9c04031cf9d93926fea0b9678346db043b7383eb734ed8417630d8c99de936da5e53497653e7f8dea60cc7"
  },
  {
    path: "org/apache/logging/log4j/log4j-api/2.25.5/log4j-api-2.25.5.jar",
    bytes: 351427,
    sha512:
      "68c21b4af4770f18c27794448c335a236eb906326ffe51b7a2634c988d443da760a6057cd94ff5e44363f4b209489091225a48916f327d11ce690bb45d334318"
  },
  {
    path: "org/apache/logging/log4j/log4j-core/2.25.5/log4j-core-2.25.5.jar",
    bytes: 2020932,
    sha512:
      "47b6d529527626aefbb875858289f1acc50f342069eb7f340e3305760afc0905a4ed8714ce92c0bac33af1c3a4e6dbc08f937adc5fc12b5025a4c1649a40fa8b"
  },
  {
    path: "org/apache/logging/log4j/log4j-slf4j-impl/2.25.5/log4j-slf4j-impl-2.25.5.jar",
    bytes: 25391,
    sha512:
      "5c6a1b6e86d7a2c11e4a68daae6e91248b60b9d2c9e2a5846db78eef4d6f885c583295dc51a8e8e7f8b325313711caa165cbbb4fca1c040e6ff09ff879b454f6"
  },
  {
    path: "org/bitbucket/b_c/jose4j/0.9.6/jose4j-0.9.6.jar",
    bytes: 299502,
    sha512:
      "ab5c99dfc0ab3061510941602844b9848de80c2c03526265f9dd12eaf2567a891c7fb5d000280b3aa6eaef399e5852011ee264339e37fa1169d49407158698e5"
  },
  {
    path: "org/hdrhistogram/HdrHistogram/2.2.2/HdrHistogram-2.2.2.jar",
    bytes: 177206,
    sha512:
      "fb28f1bc3a3d4430474ea87a0833d56dc3d1303c98918122d93c630ebdb0d1323bbf8feb9ffdc7dddd1908105858e6959bdfdd3889ca5803cecde93a974ab6b7"
  },
  {
    path: "org/jspecify/jspecify/1.0.0/jspecify-1.0.0.jar",
    bytes: 3819,
    sha512:
      "efded31ef5b342f09422935076e599789076431e93a746685c0607e7de5592719ba6aacde0be670b3f064d1e85630d58d5bce6b34aed2a288fdb34f745efb7bc"
  },
  {
    path: "org/pcollections/pcollections/4.0.2/pcollections-4.0.2.jar",
    bytes: 73718,
    sha512:
      "b1c87f1569c61b079fb50bf4cb0e885aefde3138ab8f1777386aa47652bf9ed359e4437ecff3c6f09e7974c10af88b6c27baaa147b95e1fd69b3fdf3fdbd4da5"
  },
  {
    path: "org/scala-lang/scala-library/2.13.17/scala-library-2.13.17.jar",
    bytes: 5940636,
    sha512:
      "46261b135417e74a52eb9d2313cf1e0dcbd68498f45550110a94872f72c4e47e6220cd1c9d1b11ccc1569cc38f39b1b2045c8917a24a0d004b6786709882e9b4"
  },
  {
    path: "org/scala-lang/scala-reflect/2.13.17/scala-reflect-2.13.17.jar",
    bytes: 3816847,
    sha512:
      "f4a0b626998048a4b125538645e5afc3366530189398a895aee8b41e3ea46b9739e5090054f66af7f53c3005d15974c88760844c5074ab190950f0a4724401a4"
  },
  {
    path: "org/slf4j/slf4j-api/1.7.36/slf4j-api-1.7.36.jar",
    bytes: 41125,
    sha512:
      "f9b033fc019a44f98b16048da7e2b59edd4a6a527ba60e358f65ab88e0afae03a9340f1b3e8a543d49fa542290f499c5594259affa1ff3e6e7bf3b428d4c610b"
  },
  {
    path: "org/xerial/snappy/snappy-java/1.1.10.7/snappy-java-1.1.10.7.jar",
    bytes: 2338496,
    sha512:
      "22a6ebb8e8ad4d8a149b0c67d8658ac1535d7014857064c4f7ed4999e29c6186de8a80b50dd9b59f631fa1c24970524fdbbb84083c80c59eb0c72d4efb041fef"
  },
  {
    path: "org/yaml/snakeyaml/2.5/snakeyaml-2.5.jar",
    bytes: 340015,
    sha512:
      "a69bea3ae0ed31b12d9fa23bf1cd3fb71bae88e231d9657f0291e3000ae17a1df50709e072134f9155158f488eba67a3f8daf879462499f07b07d9239e78933e"
  }
]
