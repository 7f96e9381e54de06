#include "learning/word_kinds.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace copytaster::learning {
namespace {

struct Kind {
  std::string_view name;
  double usual_weight;
  std::string_view words;
};

enum KindNumber : std::size_t { own, self, reader, plea, call, net, gain, greeting, making };

// As folded texts have them: without accents, and an apostrophe ends a word.
constexpr std::array<Kind, word_kinds> kinds{{
    {"an own thing", 0.3,
     "my mine our ours "
     "mein meine meinen meinem meiner unser unsere unseren unserem "
     "mon ma mes notre nos mi mis nuestro nuestra nuestros nuestras"},
    {"oneself", 0, "i im ive me us we ich mir mich wir uns je moi nous yo nosotros soy estoy"},
    {"the reader", 0.2,
     "you your yours u ur guys everyone everybody anyone somebody someone friends people "
     "du dich dir ihr euch leute freunde vous tu toi votre vos amis amigos todos ustedes tus"},
    {"a plea", 0.5,
     "please pls plz plse pleas kindly help support appreciate appreciated mean chance moment "
     "minute minutes second seconds bitte hilfe hilft unterstutzen unterstutzt "
     "svp aidez aider soutenez soutenir favor ayuda apoyo apoyen"},
    {"a call to do something", 0.4,
     "check checkout visit click watch listen look come join follow subscribe sub share vote sign "
     "download register buy order try add enter send search google call contact message "
     "schau schaut klick klickt besuch besucht folgt abonniert abonnieren kommt "
     "regardez cliquez visitez abonnez suivez venez rejoignez contactez "
     "mira miren visita visiten suscribete suscribanse sigue siganme haz unete"},
    {"a place on the net", 0.5,
     "channel channels page pages site sites website websites blog blogs link links profile "
     "account facebook fb twitter instagram tiktok youtube soundcloud telegram whatsapp app apps "
     "online web internet http https www com net org kanal seite webseite chaine lien canal pagina "
     "enlace sitio"},
    {"a gain", 0.3,
     "free win winner money cash earn earning paid pay dollars dollar buy sell sale cheap offer "
     "offers discount price gift prize job jobs income profit invest investment loan credit rich "
     "bonus gratis kostenlos geld verdienen kredit gewinnen gratuit argent gagner pret "
     "dinero ganar prestamo dolares euros"},
    {"a greeting", 0.3,
     "hi hey hello yo sup greetings dear hallo servus salut bonjour hola buenas"},
    {"something made", 0.3,
     "new first start started trying make makes making made upload uploaded uploading release "
     "released music song songs cover covers rap rapper singer artist band producer video videos "
     "vlog vlogs gaming gameplay album single beats neu neue neues lied musik "
     "nouveau nouvelle chanson musique clip nuevo nueva cancion musica"},
    {"thanks", 0, "thanks thank thx danke merci gracias"},
    {"reasoning", -0.3,
     "think believe agree disagree because why but however though if though said says should would "
     "could does did there that they their then than weil aber wenn dass obwohl "
     "parce mais pourquoi si donc porque pero aunque"},
    {"a feeling", -0.1,
     "lol haha hahaha omg wow love loved best great awesome amazing nice cool good bad worst hate "
     "funny beautiful perfect liebe toll schon super geil magnifique genial increible bueno mejor"},
}};

using Kinds = std::uint32_t;

constexpr std::uint64_t hash_begin = 0xCBF29CE484222325ULL;
constexpr std::uint64_t with(std::uint64_t hash, char letter) {
  return (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3ULL;
}

/// All words by their hashes, made before the program runs.
class Table {
 public:
  constexpr Table() {
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) add_all(kinds[kind].words, kind);
  }
  constexpr Kinds of(std::uint64_t hash) const { return slots_.data()[place_of(hash)].kinds; }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    Kinds kinds = 0;
  };
  static constexpr std::size_t size = 1'024;

  constexpr void add_all(std::string_view words, std::size_t kind) {
    std::uint64_t hash = hash_begin;
    for (const char letter : words) {
      if (letter != ' ') {
        hash = with(hash, letter);
        continue;
      }
      add(hash, kind);
      hash = hash_begin;
    }
    add(hash, kind);
  }
  constexpr void add(std::uint64_t hash, std::size_t kind) {
    Slot& slot = slots_[place_of(hash)];
    slot.hash = hash;
    slot.kinds |= Kinds{1} << kind;
  }
  /// Its own, or the first free one behind it: the table is never full.
  constexpr std::size_t place_of(std::uint64_t hash) const {
    std::size_t place = (hash >> 32U) % size;
    while (slots_.data()[place].kinds != 0 && slots_.data()[place].hash != hash)
      place = (place + 1) % size;
    return place;
  }

  std::array<Slot, size> slots_{};
};
constexpr Table table;

bool is_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

/// Words as they come.
class Seen {
 public:
  void add(Kinds found) {
    marks_ |= each(found & once_) << word_kinds;
    marks_ |= each(found);
    once_ |= found;
    if (found != 0)
      for (const Kinds earlier : before_) add_pairs(earlier, found);
    before_[next_++ % before_.size()] = found;
  }
  const KindMarks& marks() const { return marks_; }

 private:
  static KindMarks each(Kinds of) { return KindMarks{of}; }

  void add_pairs(Kinds earlier, Kinds found) {
    for (std::size_t first = 0; earlier >> first != 0; ++first)
      if ((earlier >> first & 1U) != 0) marks_ |= each(found) << word_kinds * (2 + first);
  }

  KindMarks marks_;
  Kinds once_ = 0;
  std::array<Kinds, words_between_kinds_max> before_{};
  std::size_t next_ = 0;
};

}  // namespace

KindMarks kind_marks_of(std::string_view folded) {
  Seen seen;
  for (std::size_t at = 0; at < folded.size();) {
    if (!is_part(folded[at])) {
      ++at;
      continue;
    }
    std::uint64_t hash = hash_begin;
    for (; at < folded.size() && is_part(folded[at]); ++at) hash = with(hash, folded[at]);
    seen.add(table.of(hash));
  }
  return seen.marks();
}

std::string kind_mark_name(std::size_t number) {
  const std::string last{kinds[number % word_kinds].name};
  const std::size_t row = number / word_kinds;
  if (row == 0) return last;
  if (row == 1) return last + " twice";
  return std::string{kinds[row - 2].name} + " before " + last;
}

double usual_weight(std::size_t number) {
  const std::size_t last = number % word_kinds;
  const std::size_t row = number / word_kinds;
  if (row == 0) return kinds[last].usual_weight;
  if (row == 1) return 0;
  // "Please check out my channel": what promotion is made of.
  const std::size_t first = row - 2;
  const bool promotes = (first == plea && last == call) ||
                        (first == call && (last == own || last == net)) ||
                        (first == own && (last == net || last == making));
  return promotes ? 0.5 : 0;
}

}  // namespace copytaster::learning
