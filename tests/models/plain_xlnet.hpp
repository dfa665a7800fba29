// SPDX-License-Identifier: BSL-1.0
// XLNet as plain loops in double over one sequence, from the paper's formulas: a score is
// (q + r_w_bias) . k + (q + r_r_bias) . (W_r R(n - k)), and a prediction asks from where its target stands. And models
// to compare with them.
#pragma once

#include <tenon/models/xlnet.hpp>
#include <tenon/nn/parameters.hpp>
#include <tenon/nn/state.hpp>

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace plain {
using matrix = std::vector<std::vector<double>>;
using weights = std::map<std::string, std::vector<double>>;

struct order {
  std::vector<std::vector<bool>> hidden; // hidden[n][k]: position n does not see position k
  std::vector<std::size_t> targets;      // where the tokens stand that are predicted
};
struct result {
  std::vector<matrix> content, query;                 // before each layer and after the last
  std::vector<std::vector<matrix>> content_attention; // of each layer and head
  std::vector<std::vector<matrix>> query_attention;   // of targets
  matrix logits;                                      // of the predictions, or of the content where there are none
};

// y[o] = sum over i of x[i] w(i, o), where w's elements lie `in` and `out` apart
inline matrix times(const matrix& x, const std::vector<double>& w, std::size_t outs, std::size_t in, std::size_t out) {
  matrix y(x.size(), std::vector<double>(outs));
  for (std::size_t n = 0; n < x.size(); ++n)
    for (std::size_t o = 0; o < outs; ++o)
      for (std::size_t i = 0; i < x[n].size(); ++i) y[n][o] += x[n][i] * w[i * in + o * out];
  return y;
}
inline matrix normalised_sum(const matrix& a, const matrix& b, const weights& w, const std::string& layer, double eps) {
  matrix y = a;
  for (std::size_t n = 0; n < y.size(); ++n) {
    const auto width = static_cast<double>(y[n].size());
    double mean = 0, squares = 0;
    for (std::size_t i = 0; i < y[n].size(); ++i) mean += (y[n][i] += b[n][i]) / width;
    for (const double v : y[n]) squares += (v - mean) * (v - mean) / width;
    for (std::size_t i = 0; i < y[n].size(); ++i)
      y[n][i] = (y[n][i] - mean) / std::sqrt(squares + eps) * w.at(layer + ".weight")[i] + w.at(layer + ".bias")[i];
  }
  return y;
}

class xlnet {
  const weights& w_;
  const tenon::XLNetConfig& c_;
  std::size_t d_ = static_cast<std::size_t>(c_.d_model), heads_ = static_cast<std::size_t>(c_.n_head),
              width_ = d_ / heads_;

  matrix projected(const matrix& x, const std::string& name) const { return times(x, w_.at(name), d_, d_, 1); }
  // R(distance): sines, then cosines
  std::vector<double> encoding(double distance) const {
    std::vector<double> r(d_);
    for (std::size_t i = 0; i < d_ / 2; ++i) {
      const double angle = distance / std::pow(10000.0, 2.0 * static_cast<double>(i) / static_cast<double>(d_));
      r[i] = std::sin(angle);
      r[i + d_ / 2] = std::cos(angle);
    }
    return r;
  }
  // x, whose rows stand at `places`, after a layer in which they look at h; hides(n, k) of places
  template <class Hides>
  matrix after_layer(const std::string& layer, const matrix& x, const std::vector<std::size_t>& places, const matrix& h,
                     Hides hides, std::vector<matrix>& attention) const {
    const std::string a = layer + "rel_attn.";
    const matrix q = projected(x, a + "q"), k = projected(h, a + "k"), v = projected(h, a + "v");
    const auto &by_content = w_.at(a + "r_w_bias"), &by_place = w_.at(a + "r_r_bias");
    matrix y(x.size(), std::vector<double>(d_));
    attention.assign(heads_, matrix(x.size(), std::vector<double>(h.size())));
    for (std::size_t n = 0; n < x.size(); ++n) {
      matrix distances;
      for (std::size_t s = 0; s < h.size(); ++s)
        distances.push_back(encoding(static_cast<double>(places[n]) - static_cast<double>(s)));
      const matrix r = projected(distances, a + "r");
      for (std::size_t head = 0; head < heads_; ++head) {
        auto& p = attention[head][n];
        double total = 0;
        for (std::size_t s = 0; s < h.size(); ++s) {
          if (hides(places[n], s)) continue;
          double score = 0;
          for (std::size_t i = head * width_; i < (head + 1) * width_; ++i)
            score += (q[n][i] + by_content[i]) * k[s][i] + (q[n][i] + by_place[i]) * r[s][i];
          total += p[s] = std::exp(score / std::sqrt(static_cast<double>(width_)));
        }
        for (std::size_t s = 0; s < h.size(); ++s) {
          if (total > 0) p[s] /= total;
          for (std::size_t i = head * width_; i < (head + 1) * width_; ++i) y[n][i] += p[s] * v[s][i];
        }
      }
    }
    // o is (d_model, heads * width), and is read transposed
    const matrix h1 = normalised_sum(times(y, w_.at(a + "o"), d_, 1, d_), x, w_, a + "layer_norm", c_.layer_norm_eps);
    const auto inner = static_cast<std::size_t>(c_.d_inner);
    matrix u = times(h1, w_.at(layer + "ff.layer_1.weight"), inner, 1, d_);
    for (auto& row : u)
      for (std::size_t i = 0; i < inner; ++i) {
        const double z = row[i] + w_.at(layer + "ff.layer_1.bias")[i];
        row[i] = 0.5 * z * (1 + std::erf(z / std::sqrt(2.0)));
      }
    matrix back = times(u, w_.at(layer + "ff.layer_2.weight"), d_, 1, inner);
    for (auto& row : back)
      for (std::size_t i = 0; i < d_; ++i) row[i] += w_.at(layer + "ff.layer_2.bias")[i];
    return normalised_sum(back, h1, w_, layer + "ff.layer_norm", c_.layer_norm_eps);
  }

public:
  xlnet(const weights& w, const tenon::XLNetConfig& c) : w_(w), c_(c) {}

  // without an order all see all, and the content is scored
  template <class Ids> result operator()(const Ids& ids, const order* o = nullptr) const {
    matrix h, g;
    std::vector<std::size_t> everywhere;
    for (const auto id : ids) {
      const auto row =
          w_.at("transformer.word_embedding.weight").begin() + static_cast<std::ptrdiff_t>(id) * c_.d_model;
      everywhere.push_back(h.size());
      h.emplace_back(row, row + c_.d_model);
    }
    if (o) g.assign(o->targets.size(), w_.at("transformer.mask_emb"));
    result r;
    for (tenon::index l = 0; l < c_.n_layer; ++l) {
      const std::string layer = "transformer.layer." + std::to_string(l) + ".";
      r.content.push_back(h);
      r.query.push_back(g);
      std::vector<matrix> attention;
      if (o) {
        g = after_layer(layer, g, o->targets, h, [&](auto n, auto k) { return o->hidden[n][k]; }, attention);
        r.query_attention.push_back(attention);
      }
      h = after_layer(
          layer, h, everywhere, h, [&](auto n, auto k) { return o && n != k && o->hidden[n][k]; }, attention);
      r.content_attention.push_back(attention);
    }
    r.content.push_back(h);
    r.query.push_back(g);
    r.logits =
        times(o ? g : h, w_.at("transformer.word_embedding.weight"), static_cast<std::size_t>(c_.vocab_size), 1, d_);
    for (auto& row : r.logits)
      for (std::size_t v = 0; v < row.size(); ++v) row[v] += w_.at("lm_loss.bias")[v];
    return r;
  }
};

// ---- what tests share ---------------------------------------------------------------------------------------------

template <tenon::XLNetConfig C, class T> auto model_with_large_weights() {
  tenon::Generator generator(3);
  tenon::XLNet<C, T> model(generator);
  parameters(model).each([&](auto& p) {
    typename tenon::tensor_for<T, typename std::remove_cvref_t<decltype(p)>::size_type>::type noise =
        randn(generator) * 0.4;
    p.value() += noise;
  });
  model.eval();
  return model;
}
template <class M> weights weights_of(M& model) {
  weights all;
  state_dict(model).each([&](const std::string& name, const auto& t) { all[name] = {t.begin(), t.end()}; });
  return all;
}
// the largest difference from one sequence's matrix
template <class X> double distance(const X& got, const matrix& wanted) {
  double most = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    for (std::size_t j = 0; j < wanted[i].size(); ++j)
      most = std::max(most, std::abs(got(static_cast<tenon::index>(i), static_cast<tenon::index>(j)) - wanted[i][j]));
  return most;
}
} // namespace plain
